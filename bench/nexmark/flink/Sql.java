import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/** The queries in SQL, over rows that are in memory in SQL's own form, so that nothing is converted on the way. */
final class Sql {
  private static final DataType LONG = DataTypes.BIGINT();
  private static final DataType TEXT = DataTypes.STRING();
  private static final DataType DOUBLE = DataTypes.DOUBLE();
  private static final DataType TIME = DataTypes.TIMESTAMP(3);

  static void define(String query, StreamExecutionEnvironment env, DataStream<Events.Event> events) {
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    tables.getConfig().set("table.exec.mini-batch.enabled", "true");
    tables.getConfig().set("table.exec.mini-batch.allow-latency", "2 s");
    tables.getConfig().set("table.exec.mini-batch.size", "50000");
    tables.getConfig().set("table.local-time-zone", "UTC");
    tables.createTemporarySystemFunction("count_char", CountChar.class);
    tables.createTemporarySystemFunction("side_value", SideValue.class);
    view(tables, events, "person", Events.Person.class,
        field("id", LONG), field("name", TEXT), field("email", TEXT), field("card", TEXT), field("city", TEXT),
        field("state", TEXT));
    view(tables, events, "auction", Events.Auction.class,
        field("id", LONG), field("item", TEXT), field("description", TEXT), field("initialBid", LONG),
        field("reserve", LONG), field("expires", TIME), field("seller", LONG), field("category", LONG));
    view(tables, events, "bid", Events.Bid.class,
        field("auction", LONG), field("bidder", LONG), field("price", LONG), field("channel", TEXT),
        field("url", TEXT), field("extra", TEXT));
    switch (query) {
      case "q0" ->
          run(tables, "SELECT auction, bidder, price, channel, url, extra FROM bid", Sql::bid,
              LONG, LONG, LONG, TEXT, TEXT, TEXT);
      case "q1" ->
          run(tables, "SELECT auction, bidder, price * 0.908e0, ts FROM bid",
              r -> r.getLong(0) + 3 * r.getLong(1) + floor(r, 2) + r.getTimestamp(3, 3).getMillisecond() % 1000,
              LONG, LONG, DOUBLE, TIME);
      case "q2" ->
          run(tables, "SELECT auction, price FROM bid WHERE MOD(auction, 123) = 0",
              r -> r.getLong(0) + r.getLong(1), LONG, LONG);
      case "q3" ->
          run(tables,
              "SELECT A.id, P.name, P.city, P.state FROM auction AS A JOIN person AS P ON A.seller = P.id"
                  + " WHERE A.category = 10 AND P.state IN ('OR', 'ID', 'CA')",
              r -> r.getLong(0) + text(r, 1) + text(r, 2) + text(r, 3), LONG, TEXT, TEXT, TEXT);
      case "q5" ->
          run(tables,
              "SELECT B.auction, B.num, B.window_end FROM (" + counts() + ") AS B JOIN (SELECT MAX(num) AS most,"
                  + " window_start, window_end FROM (" + counts() + ") GROUP BY window_start, window_end) AS M"
                  + " ON B.window_start = M.window_start AND B.window_end = M.window_end AND B.num >= M.most",
              r -> (r.getLong(0) + 7 * r.getLong(1)) * until(r, 2), LONG, LONG, TIME);
      case "q7" ->
          run(tables,
              "SELECT B.auction, B.bidder, B.price, B.channel, B.url, B.extra, B.window_end FROM"
                  + " (SELECT * FROM " + tumble("bid") + ") AS B JOIN (SELECT MAX(price) AS most, window_start,"
                  + " window_end FROM " + tumble("bid") + " GROUP BY window_start, window_end) AS M"
                  + " ON B.window_start = M.window_start AND B.window_end = M.window_end AND B.price = M.most",
              r -> bid(r) * until(r, 6), LONG, LONG, LONG, TEXT, TEXT, TEXT, TIME);
      case "q8" ->
          run(tables,
              "SELECT P.id, P.name, P.window_end FROM (SELECT id, name, window_start, window_end FROM "
                  + tumble("person") + " GROUP BY id, name, window_start, window_end) AS P JOIN"
                  + " (SELECT seller, window_start, window_end FROM " + tumble("auction")
                  + " GROUP BY seller, window_start, window_end) AS A ON P.id = A.seller AND"
                  + " P.window_start = A.window_start AND P.window_end = A.window_end",
              r -> (r.getLong(0) + text(r, 1)) * until(r, 2), LONG, TEXT, TIME);
      case "q12" ->
          run(tables,
              "SELECT bidder, COUNT(*), window_end FROM " + tumble("bid")
                  + " GROUP BY bidder, window_start, window_end",
              r -> (r.getLong(0) + 7 * r.getLong(1)) * until(r, 2), LONG, LONG, TIME);
      case "q13" ->
          run(tables,
              "SELECT * FROM (SELECT auction, bidder, price, side_value(MOD(auction, 10000)) AS v FROM bid)"
                  + " WHERE v IS NOT NULL",
              r -> r.getLong(0) + 3 * r.getLong(1) + r.getLong(2) + text(r, 3), LONG, LONG, LONG, TEXT);
      case "q14" ->
          run(tables,
              "SELECT auction, bidder, price * 0.908e0, CASE WHEN HOUR(ts) >= 8 AND HOUR(ts) <= 18"
                  + " THEN 'dayTime' WHEN HOUR(ts) <= 6 OR HOUR(ts) >= 20 THEN 'nightTime'"
                  + " ELSE 'otherTime' END, extra, count_char(extra, 'c') FROM bid"
                  + " WHERE price * 0.908e0 > 1000000 AND price * 0.908e0 < 50000000",
              r ->
                  r.getLong(0) + 3 * r.getLong(1) + floor(r, 2) + text(r, 3) + text(r, 4) + 17 * r.getLong(5),
              LONG, LONG, DOUBLE, TEXT, TEXT, LONG);
      case "q21" ->
          run(tables,
              "SELECT auction, bidder, price, CASE WHEN LOWER(channel) = 'apple' THEN '0'"
                  + " WHEN LOWER(channel) = 'google' THEN '1' WHEN LOWER(channel) = 'facebook' THEN '2'"
                  + " WHEN LOWER(channel) = 'baidu' THEN '3'"
                  + " ELSE REGEXP_EXTRACT(url, '(&|^)channel_id=([^&]*)', 2) END FROM bid"
                  + " WHERE REGEXP_EXTRACT(url, '(&|^)channel_id=([^&]*)', 2) IS NOT NULL"
                  + " OR LOWER(channel) IN ('apple', 'google', 'facebook', 'baidu')",
              r -> r.getLong(0) + 3 * r.getLong(1) + r.getLong(2) + text(r, 3), LONG, LONG, LONG, TEXT);
      case "q22" ->
          run(tables,
              "SELECT auction, bidder, price, channel, SPLIT_INDEX(url, '/', 3), SPLIT_INDEX(url, '/', 4),"
                  + " SPLIT_INDEX(url, '/', 5) FROM bid",
              r ->
                  r.getLong(0) + 3 * r.getLong(1) + r.getLong(2) + text(r, 3) + text(r, 4) + 3 * text(r, 5)
                      + 7 * text(r, 6),
              LONG, LONG, LONG, TEXT, TEXT, TEXT, TEXT);
      default -> throw new IllegalArgumentException(query);
    }
  }

  private static String tumble(String table) {
    return "TABLE(TUMBLE(TABLE " + table + ", DESCRIPTOR(ts), INTERVAL '10' SECOND))";
  }

  private static String counts() {
    return "SELECT auction, COUNT(*) AS num, window_start, window_end FROM TABLE(HOP(TABLE bid,"
        + " DESCRIPTOR(ts), INTERVAL '2' SECOND, INTERVAL '10' SECOND))"
        + " GROUP BY auction, window_start, window_end";
  }

  private static DataTypes.Field field(String name, DataType type) {
    return DataTypes.FIELD(name, type);
  }

  private static void view(
      StreamTableEnvironment tables, DataStream<Events.Event> events, String name,
      Class<? extends Events.Event> kind, DataTypes.Field... fields) {
    DataTypes.Field[] all = new DataTypes.Field[fields.length + 1];
    all[0] = field("ts", TIME);
    System.arraycopy(fields, 0, all, 1, fields.length);
    Schema.Builder schema = Schema.newBuilder();
    for (DataTypes.Field field : all) schema.column(field.getName(), field.getDataType());
    DataStream<RowData> rows =
        events
            .filter(event -> event.getClass() == kind)
            .map(event -> (RowData) event.row)
            .returns(InternalTypeInfo.of((RowType) DataTypes.ROW(all).notNull().getLogicalType()));
    tables.createTemporaryView(name, rows, schema.watermark("ts", "SOURCE_WATERMARK()").build());
  }

  private static void run(
      StreamTableEnvironment tables, String sql, Sums.Digest<RowData> digest, DataType... columns) {
    DataType row = DataTypes.ROW(columns).notNull().bridgedTo(RowData.class);
    Sums.sum(tables.toDataStream(tables.sqlQuery(sql), row), digest);
  }

  private static long bid(RowData r) {
    return r.getLong(0) + 3 * r.getLong(1) + r.getLong(2) + text(r, 3) + text(r, 4) + text(r, 5);
  }

  private static long text(RowData row, int column) {
    return Sums.text(row.getString(column).toString());
  }

  private static long floor(RowData row, int column) {
    return (long) Math.floor(row.getDouble(column));
  }

  private static long until(RowData row, int column) {
    return Sums.seconds(row.getTimestamp(column, 3).getMillisecond());
  }

  public static final class CountChar extends ScalarFunction {
    public long eval(String text, String letter) {
      return Streams.count(letter.charAt(0), text);
    }
  }

  /** The table that is joined from outside: looked up in memory. */
  public static final class SideValue extends ScalarFunction {
    private transient Map<Long, String> table;

    public String eval(Long key) {
      if (table == null) {
        table = new HashMap<>();
        for (long k = 0; k < 10_000; k++) table.put(k, "value " + k * 7);
      }
      return table.get(key);
    }
  }
}
