import java.util.Arrays;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Word count batches that are empty, because the socket stays silent. Arguments: port, interval in ms. */
public final class Empty {
  public static void main(String[] args) throws Exception {
    var context = Out.context("empty", Long.parseLong(args[1]));
    context
        .socketTextStream("localhost", Integer.parseInt(args[0]), StorageLevel.MEMORY_ONLY())
        .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
        .mapToPair(word -> new Tuple2<>(word, 1))
        .reduceByKey(Integer::sum, 2)
        .foreachRDD(
            (rdd, time) -> {
              rdd.count();
              Out.print(time.milliseconds());
            });
    context.start();
    context.awaitTermination();
  }
}
