import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/** Five map and filter over a million numbers and their sum, again and again, on one thread. */
public final class Chain {
  static final int N = 1_000_000;

  public static void main(String[] args) {
    var context = new JavaSparkContext(new SparkConf().setAppName("chain").setMaster("local[1]"));
    context.setLogLevel("ERROR");
    List<Long> numbers = new ArrayList<>();
    for (long i = 0; i < N; i++) numbers.add(i % 1000);
    JavaRDD<Long> input = context.parallelize(numbers, 1).persist(StorageLevel.MEMORY_ONLY());
    input.count();
    while (true) {
      long start = System.nanoTime();
      long sum =
          input.map(x -> x * 2).filter(x -> x % 6 != 0).map(x -> x + 1).filter(x -> x < 1900).map(x -> x / 2.0)
              .mapToDouble(x -> x).sum().longValue();
      Out.print((System.nanoTime() - start) / 1e6, sum);
    }
  }
}
