import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.Trigger;

/** Grep with Structured Streaming: a count of each micro-batch. Arguments: port, interval in ms, pattern. */
public final class GrepStructured {
  public static void main(String[] args) throws Exception {
    String pattern = args[2];
    SparkSession spark = SparkSession.builder().appName("grep").getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    spark
        .readStream()
        .format("socket")
        .option("host", "localhost")
        .option("port", args[0])
        .load()
        .writeStream()
        .trigger(Trigger.ProcessingTime(Long.parseLong(args[1])))
        .foreachBatch(
            (lines, id) -> {
              Out.print(lines.filter(functions.col("value").contains(pattern)).count());
            })
        .start()
        .awaitTermination();
  }
}
