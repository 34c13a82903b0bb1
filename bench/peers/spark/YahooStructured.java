import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.from_json;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The Yahoo job with Structured Streaming: counts that changed, of each micro-batch. Arguments as those of Yahoo. */
public final class YahooStructured {
  public static void main(String[] args) throws Exception {
    SparkSession spark = SparkSession.builder().appName("yahoo").getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    Events.Store store = new Events.Store(args[2]);
    List<Row> rows = new ArrayList<>();
    for (String[] row : Events.rows(args[2])) rows.add(RowFactory.create((Object[]) row));
    StructType pair =
        new StructType().add("ad_id", DataTypes.StringType).add("campaign", DataTypes.StringType);
    Dataset<Row> table = spark.createDataFrame(rows, pair);
    StructType fields =
        new StructType()
            .add("ad_id", DataTypes.StringType)
            .add("event_type", DataTypes.StringType)
            .add("event_time", DataTypes.StringType);
    spark
        .readStream()
        .format("socket")
        .option("host", "localhost")
        .option("port", args[0])
        .load()
        .select(from_json(col("value"), fields).as("event"))
        .select("event.*")
        .filter(col("event_type").equalTo("view"))
        .select(col("ad_id"), floor(col("event_time").cast("long").divide(Events.WINDOW)).as("window"))
        .join(broadcast(table), "ad_id")
        .groupBy("campaign", "window")
        .count()
        .writeStream()
        .outputMode("update")
        .trigger(Trigger.ProcessingTime(Long.parseLong(args[1])))
        .foreachBatch(
            (counts, id) -> {
              for (Row row : counts.collectAsList()) store.set(row.getString(0), row.getLong(1), row.getLong(2));
              store.print();
            })
        .start()
        .awaitTermination();
  }
}
