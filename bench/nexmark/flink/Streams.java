import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** The queries in the DataStream API: functions on objects, as in bench/nexmark/queries.ts. */
final class Streams {
  private static final double EURO = 0.908;
  private static final Duration TEN = Duration.ofSeconds(10);
  private static final Duration TWO = Duration.ofSeconds(2);
  private static final TypeInformation<Tuple2<Long, Long>> LONGS = Types.TUPLE(Types.LONG, Types.LONG);
  private static final TypeInformation<Tuple3<Long, Long, Long>> THREE =
      Types.TUPLE(Types.LONG, Types.LONG, Types.LONG);

  private static final TypeInformation<long[]> COUNTING = TypeInformation.of(long[].class);

  static void define(String query, DataStream<Events.Event> events) {
    DataStream<Events.Bid> bids =
        events
            .filter(event -> event instanceof Events.Bid)
            .map(event -> (Events.Bid) event)
            .returns(TypeInformation.of(Events.Bid.class));
    DataStream<Events.Person> persons =
        events
            .filter(event -> event instanceof Events.Person)
            .map(event -> (Events.Person) event)
            .returns(TypeInformation.of(Events.Person.class));
    DataStream<Events.Auction> auctions =
        events
            .filter(event -> event instanceof Events.Auction)
            .map(event -> (Events.Auction) event)
            .returns(TypeInformation.of(Events.Auction.class));
    switch (query) {
      case "q0" -> Sums.sum(bids, Streams::digest);
      case "q1" -> q1(bids);
      case "q2" -> q2(bids);
      case "q3" -> q3(persons, auctions);
      case "q5" -> q5(bids);
      case "q7" -> q7(bids);
      case "q8" -> q8(persons, auctions);
      case "q12" -> q12(bids);
      case "q13" -> q13(bids);
      case "q14" -> q14(bids);
      case "q21" -> q21(bids);
      case "q22" -> q22(bids);
      default -> throw new IllegalArgumentException(query);
    }
  }

  private static long digest(Events.Bid bid) {
    return bid.auction + 3 * bid.bidder + bid.price + Sums.text(bid.channel) + Sums.text(bid.url) + Sums.text(bid.extra);
  }

  record Converted(long auction, long bidder, double price, long time) {}

  private static void q1(DataStream<Events.Bid> bids) {
    var rows =
        bids.map(bid -> new Converted(bid.auction, bid.bidder, bid.price * EURO, bid.time))
            .returns(TypeInformation.of(Converted.class));
    Sums.sum(rows, row -> row.auction + 3 * row.bidder + (long) Math.floor(row.price) + row.time % 1000);
  }

  private static void q2(DataStream<Events.Bid> bids) {
    var rows = bids.filter(bid -> bid.auction % 123 == 0).map(bid -> Tuple2.of(bid.auction, bid.price)).returns(LONGS);
    Sums.sum(rows, row -> row.f0 + row.f1);
  }

  private static void q3(DataStream<Events.Person> persons, DataStream<Events.Auction> auctions) {
    var people =
        persons
            .filter(p -> p.state.equals("OR") || p.state.equals("ID") || p.state.equals("CA"))
            .map(p -> Tuple4.of(p.id, p.name, p.city, p.state))
            .returns(Types.TUPLE(Types.LONG, Types.STRING, Types.STRING, Types.STRING));
    var items = auctions.filter(a -> a.category == 10).map(a -> Tuple2.of(a.seller, a.id)).returns(LONGS);
    var rows =
        people
            .keyBy(person -> person.f0, Types.LONG)
            .connect(items.keyBy(item -> item.f0, Types.LONG))
            .process(new Suggest())
            .returns(Types.TUPLE(Types.LONG, Types.STRING, Types.STRING, Types.STRING));
    Sums.sum(rows, row -> row.f0 + Sums.text(row.f1) + Sums.text(row.f2) + Sums.text(row.f3));
  }

  private static final class Suggest
      extends KeyedCoProcessFunction<
          Long, Tuple4<Long, String, String, String>, Tuple2<Long, Long>, Tuple4<Long, String, String, String>> {
    private transient ValueState<Tuple4<Long, String, String, String>> person;
    private transient ListState<Long> waiting;

    @Override
    public void open(OpenContext context) {
      person =
          getRuntimeContext()
              .getState(
                  new ValueStateDescriptor<>(
                      "person", Types.TUPLE(Types.LONG, Types.STRING, Types.STRING, Types.STRING)));
      waiting = getRuntimeContext().getListState(new ListStateDescriptor<>("waiting", Types.LONG));
    }

    @Override
    public void processElement1(
        Tuple4<Long, String, String, String> came, Context context, Collector<Tuple4<Long, String, String, String>> out)
        throws Exception {
      person.update(came);
      for (long auction : waiting.get()) out.collect(Tuple4.of(auction, came.f1, came.f2, came.f3));
      waiting.clear();
    }

    @Override
    public void processElement2(
        Tuple2<Long, Long> item, Context context, Collector<Tuple4<Long, String, String, String>> out)
        throws Exception {
      Tuple4<Long, String, String, String> known = person.value();
      if (known == null) waiting.add(item.f1);
      else out.collect(Tuple4.of(item.f1, known.f1, known.f2, known.f3));
    }
  }

  /** Adds up the second fields of pairs. */
  private static final class Count implements AggregateFunction<Tuple2<Long, Long>, long[], Long> {
    public long[] createAccumulator() {
      return new long[1];
    }

    public long[] add(Tuple2<Long, Long> pair, long[] sum) {
      sum[0] += pair.f1;
      return sum;
    }

    public Long getResult(long[] sum) {
      return sum[0];
    }

    public long[] merge(long[] a, long[] b) {
      a[0] += b[0];
      return a;
    }
  }

  private static final class Keyed extends ProcessWindowFunction<Long, Tuple2<Long, Long>, Long, TimeWindow> {
    public void process(Long key, Context context, Iterable<Long> counts, Collector<Tuple2<Long, Long>> out) {
      out.collect(Tuple2.of(key, counts.iterator().next()));
    }
  }

  private static final class KeyedUntil
      extends ProcessWindowFunction<Long, Tuple3<Long, Long, Long>, Long, TimeWindow> {
    public void process(Long key, Context context, Iterable<Long> counts, Collector<Tuple3<Long, Long, Long>> out) {
      out.collect(Tuple3.of(key, counts.iterator().next(), context.window().getEnd()));
    }
  }

  /** Bids are counted by two seconds first, so that only these counts, and not each bid, go into five windows. */
  private static void q5(DataStream<Events.Bid> bids) {
    var rows =
        bids.map(bid -> Tuple2.of(bid.auction, 1L))
            .returns(LONGS)
            .keyBy(pair -> pair.f0, Types.LONG)
            .window(TumblingEventTimeWindows.of(TWO))
            .aggregate(new Count(), new Keyed(), COUNTING, Types.LONG, LONGS)
            .keyBy(pair -> pair.f0, Types.LONG)
            .window(SlidingEventTimeWindows.of(TEN, TWO))
            .aggregate(new Count(), new Keyed(), COUNTING, Types.LONG, LONGS)
            .windowAll(TumblingEventTimeWindows.of(TWO))
            .process(new Hottest())
            .returns(THREE);
    Sums.sum(rows, row -> (row.f0 + 7 * row.f1) * Sums.seconds(row.f2));
  }

  private static final class Hottest
      extends ProcessAllWindowFunction<Tuple2<Long, Long>, Tuple3<Long, Long, Long>, TimeWindow> {
    public void process(
        Context context, Iterable<Tuple2<Long, Long>> counts, Collector<Tuple3<Long, Long, Long>> out) {
      long most = 0;
      for (Tuple2<Long, Long> count : counts) most = Math.max(most, count.f1);
      for (Tuple2<Long, Long> count : counts)
        if (count.f1 == most) out.collect(Tuple3.of(count.f0, most, context.window().getEnd()));
    }
  }

  /** The highest bids of each auction first, on both threads, and then of all. */
  private static void q7(DataStream<Events.Bid> bids) {
    TypeInformation<List<Events.Bid>> list = Types.LIST(TypeInformation.of(Events.Bid.class));
    var rows =
        bids.keyBy(bid -> bid.auction, Types.LONG)
            .window(TumblingEventTimeWindows.of(TEN))
            .aggregate(new Highest(), list, list)
            .windowAll(TumblingEventTimeWindows.of(TEN))
            .process(new HighestOfAll())
            .returns(Types.TUPLE(TypeInformation.of(Events.Bid.class), Types.LONG));
    Sums.sum(rows, row -> digest(row.f0) * Sums.seconds(row.f1));
  }

  private static final class Highest implements AggregateFunction<Events.Bid, List<Events.Bid>, List<Events.Bid>> {
    public List<Events.Bid> createAccumulator() {
      return new ArrayList<>(1);
    }

    public List<Events.Bid> add(Events.Bid bid, List<Events.Bid> highest) {
      if (!highest.isEmpty() && bid.price > highest.get(0).price) highest.clear();
      if (highest.isEmpty() || bid.price == highest.get(0).price) highest.add(bid);
      return highest;
    }

    public List<Events.Bid> getResult(List<Events.Bid> highest) {
      return highest;
    }

    public List<Events.Bid> merge(List<Events.Bid> a, List<Events.Bid> b) {
      for (Events.Bid bid : b) add(bid, a);
      return a;
    }
  }

  private static final class HighestOfAll
      extends ProcessAllWindowFunction<List<Events.Bid>, Tuple2<Events.Bid, Long>, TimeWindow> {
    public void process(Context context, Iterable<List<Events.Bid>> lists, Collector<Tuple2<Events.Bid, Long>> out) {
      Highest highest = new Highest();
      List<Events.Bid> all = highest.createAccumulator();
      for (List<Events.Bid> bids : lists) highest.merge(all, bids);
      for (Events.Bid bid : all) out.collect(Tuple2.of(bid, context.window().getEnd()));
    }
  }

  private static void q8(DataStream<Events.Person> persons, DataStream<Events.Auction> auctions) {
    TypeInformation<Tuple2<Long, String>> named = Types.TUPLE(Types.LONG, Types.STRING);
    var people = persons.map(p -> Tuple2.of(p.id, p.name)).returns(named);
    // A seller once for each window, as the SQL groups them.
    var sellers =
        auctions
            .map(a -> Tuple2.of(a.seller, 1L))
            .returns(LONGS)
            .keyBy(pair -> pair.f0, Types.LONG)
            .window(TumblingEventTimeWindows.of(TEN))
            .aggregate(new Count(), new KeyedUntil(), COUNTING, Types.LONG, THREE);
    var rows =
        people
            .join(sellers)
            .where(person -> person.f0, Types.LONG)
            .equalTo(seller -> seller.f0, Types.LONG)
            .window(TumblingEventTimeWindows.of(TEN))
            .apply((person, seller) -> Tuple3.of(person.f0, person.f1, seller.f2), Types.TUPLE(Types.LONG, Types.STRING, Types.LONG));
    Sums.sum(rows, row -> (row.f0 + Sums.text(row.f1)) * Sums.seconds(row.f2));
  }

  private static void q12(DataStream<Events.Bid> bids) {
    var rows =
        bids.map(bid -> Tuple2.of(bid.bidder, 1L))
            .returns(LONGS)
            .keyBy(pair -> pair.f0, Types.LONG)
            .window(TumblingEventTimeWindows.of(TEN))
            .aggregate(new Count(), new KeyedUntil(), COUNTING, Types.LONG, THREE);
    Sums.sum(rows, row -> (row.f0 + 7 * row.f1) * Sums.seconds(row.f2));
  }

  record Joined(long auction, long bidder, long price, String value) {}

  private static void q13(DataStream<Events.Bid> bids) {
    var rows = bids.flatMap(new SideJoin()).returns(TypeInformation.of(Joined.class));
    Sums.sum(rows, row -> row.auction + 3 * row.bidder + row.price + Sums.text(row.value));
  }

  private static final class SideJoin extends RichFlatMapFunction<Events.Bid, Joined> {
    private transient Map<Long, String> table;

    @Override
    public void open(OpenContext context) {
      table = new HashMap<>();
      for (long key = 0; key < 10_000; key++) table.put(key, "value " + key * 7);
    }

    public void flatMap(Events.Bid bid, Collector<Joined> out) {
      String value = table.get(bid.auction % 10_000);
      if (value != null) out.collect(new Joined(bid.auction, bid.bidder, bid.price, value));
    }
  }

  record Calculated(long auction, long bidder, double price, String timeType, String extra, int cs) {}

  private static void q14(DataStream<Events.Bid> bids) {
    var rows =
        bids.filter(bid -> bid.price * EURO > 1_000_000 && bid.price * EURO < 50_000_000)
            .map(
                bid ->
                    new Calculated(
                        bid.auction, bid.bidder, bid.price * EURO, timeType(bid.time), bid.extra, count('c', bid.extra)))
            .returns(TypeInformation.of(Calculated.class));
    Sums.sum(
        rows,
        row ->
            row.auction
                + 3 * row.bidder
                + (long) Math.floor(row.price)
                + Sums.text(row.timeType)
                + Sums.text(row.extra)
                + 17L * row.cs);
  }

  static String timeType(long time) {
    int hour = (int) (time / 3_600_000 % 24);
    if (hour >= 8 && hour <= 18) return "dayTime";
    return hour <= 6 || hour >= 20 ? "nightTime" : "otherTime";
  }

  static int count(char letter, String text) {
    int n = 0;
    for (int i = 0; i < text.length(); i++) if (text.charAt(i) == letter) n++;
    return n;
  }

  record Numbered(long auction, long bidder, long price, String channelId) {}

  private static final Pattern CHANNEL_ID = Pattern.compile("(?:&|^)channel_id=([^&]*)");

  private static void q21(DataStream<Events.Bid> bids) {
    var rows =
        bids.map(bid -> new Numbered(bid.auction, bid.bidder, bid.price, channelOf(bid.channel, bid.url)))
            .returns(TypeInformation.of(Numbered.class))
            .filter(row -> row.channelId != null);
    Sums.sum(rows, row -> row.auction + 3 * row.bidder + row.price + Sums.text(row.channelId));
  }

  private static String channelOf(String channel, String url) {
    switch (channel.toLowerCase()) {
      case "apple":
        return "0";
      case "google":
        return "1";
      case "facebook":
        return "2";
      case "baidu":
        return "3";
      default:
        Matcher matcher = CHANNEL_ID.matcher(url);
        return matcher.find() ? matcher.group(1) : null;
    }
  }

  record Split(long auction, long bidder, long price, String channel, String one, String two, String three) {}

  private static void q22(DataStream<Events.Bid> bids) {
    var rows =
        bids.map(
                bid -> {
                  String url = bid.url;
                  int one = url.indexOf('/', url.indexOf("//") + 2) + 1;
                  int two = url.indexOf('/', one) + 1;
                  int three = url.indexOf('/', two) + 1;
                  return new Split(
                      bid.auction, bid.bidder, bid.price, bid.channel, url.substring(one, two - 1),
                      url.substring(two, three - 1), url.substring(three, url.indexOf('/', three)));
                })
            .returns(TypeInformation.of(Split.class));
    Sums.sum(
        rows,
        row ->
            row.auction
                + 3 * row.bidder
                + row.price
                + Sums.text(row.channel)
                + Sums.text(row.one)
                + 3 * Sums.text(row.two)
                + 7 * Sums.text(row.three));
  }
}
