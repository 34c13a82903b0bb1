import java.nio.file.Files;
import java.util.Arrays;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.Durations;
import scala.Tuple2;

/** Words of the last 30 s, each second, with the inverse. Arguments: port, interval in ms. */
public final class WordCount {
  public static void main(String[] args) throws Exception {
    var context = Out.context("wordcount", Long.parseLong(args[1]));
    // The inverse form refuses to run without; the interval of its checkpoints is the default, 10 s.
    context.checkpoint(Files.createTempDirectory("spark-checkpoint").toString());
    context
        .socketTextStream("localhost", Integer.parseInt(args[0]), StorageLevel.MEMORY_ONLY())
        .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
        .mapToPair(word -> new Tuple2<>(word, 1))
        .reduceByKeyAndWindow(
            Integer::sum, (a, b) -> a - b, Durations.seconds(30), Durations.seconds(1), 2, count -> count._2 > 0)
        .foreachRDD(
            (rdd, time) -> {
              var figures = rdd.aggregate(new Out.Figures(), Out.Figures::add, Out.Figures::join);
              Out.print(time.milliseconds(), figures.words, figures.distinct, figures.letters, figures.top);
            });
    context.start();
    context.awaitTermination();
  }
}
