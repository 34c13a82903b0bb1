import org.apache.spark.storage.StorageLevel;

/** Lines of each batch that hold a pattern. Arguments: port, interval in ms, pattern. */
public final class Grep {
  public static void main(String[] args) throws Exception {
    String pattern = args[2];
    var context = Out.context("grep", Long.parseLong(args[1]));
    context
        .socketTextStream("localhost", Integer.parseInt(args[0]), StorageLevel.MEMORY_ONLY())
        .filter(line -> line.contains(pattern))
        .count()
        .foreachRDD(rdd -> Out.print(rdd.first()));
    context.start();
    context.awaitTermination();
  }
}
