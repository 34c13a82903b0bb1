import java.util.HashMap;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Views by campaign and window of 10 s, told each batch. Arguments: port, interval in ms, table of advertisements. */
public final class Yahoo {
  public static void main(String[] args) throws Exception {
    var context = Out.context("yahoo", Long.parseLong(args[1]));
    Broadcast<HashMap<String, String>> table = context.sparkContext().broadcast(Events.table(args[2]));
    Events.Store store = new Events.Store(args[2]);
    context
        .socketTextStream("localhost", Integer.parseInt(args[0]), StorageLevel.MEMORY_ONLY())
        .map(Events::parse)
        .filter(event -> event.type.equals("view"))
        .mapToPair(event -> new Tuple2<>(event.ad, event.time))
        .mapToPair(
            view -> new Tuple2<>(new Tuple2<>(table.value().get(view._1), view._2 / Events.WINDOW), 1L))
        .reduceByKey(Long::sum, 2)
        .foreachRDD(
            rdd -> {
              for (var count : rdd.collect()) store.add(count._1._1, count._1._2, count._2);
              store.print();
            });
    context.start();
    context.awaitTermination();
  }
}
