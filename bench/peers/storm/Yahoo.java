import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.BasicOutputCollector;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.TopologyBuilder;
import org.apache.storm.topology.base.BaseBasicBolt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;

/** Views by campaign and window of 10 s, told each interval. Arguments: port, interval in ms, table of advertisements. */
public final class Yahoo {
  private static final int COUNTERS = 2;

  public static void main(String[] args) throws Exception {
    TopologyBuilder topology = new TopologyBuilder();
    topology.setSpout("lines", new Out.Lines(Integer.parseInt(args[0]), Long.parseLong(args[1])));
    // Parsing, the filter and the join in one bolt, which saves two hops.
    topology.setBolt("views", new Views(args[2])).shuffleGrouping("lines").globalGrouping("lines", "end");
    topology
        .setBolt("count", new Count(), COUNTERS)
        .fieldsGrouping("views", new Fields("campaign"))
        .allGrouping("views", "end");
    topology.setBolt("print", new Print(args[2])).globalGrouping("count");
    Out.run("yahoo", topology);
  }

  static final class Views extends BaseBasicBolt {
    private final String file;
    private transient HashMap<String, String> table;

    Views(String file) {
      this.file = file;
    }

    @Override
    public void prepare(Map<String, Object> conf, TopologyContext context) {
      table = Events.table(file);
    }

    @Override
    public void execute(Tuple tuple, BasicOutputCollector collector) {
      if (tuple.getSourceStreamId().equals("end")) {
        collector.emit("end", new Values(tuple.getLong(0)));
        return;
      }
      Events.Event event = Events.parse(tuple.getString(0));
      if (event.type.equals("view")) collector.emit(new Values(table.get(event.ad), event.time / Events.WINDOW));
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
      declarer.declare(new Fields("campaign", "window"));
      declarer.declareStream("end", new Fields("time"));
    }
  }

  /** Counts of an interval, let go at its end. */
  static final class Count extends BaseBasicBolt {
    private HashMap<Long, HashMap<String, Long>> windows = new HashMap<>();

    @Override
    public void execute(Tuple tuple, BasicOutputCollector collector) {
      if (!tuple.getSourceStreamId().equals("end")) {
        windows.computeIfAbsent(tuple.getLong(1), w -> new HashMap<>()).merge(tuple.getString(0), 1L, Long::sum);
        return;
      }
      collector.emit(new Values(tuple.getLong(0), windows));
      windows = new HashMap<>();
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
      declarer.declare(new Fields("time", "windows"));
    }
  }

  static final class Print extends BaseBasicBolt {
    private final String file;
    private transient Events.Store store;
    private transient Map<Long, List<Map<Long, Map<String, Long>>>> parts;

    Print(String file) {
      this.file = file;
    }

    @Override
    public void prepare(Map<String, Object> conf, TopologyContext context) {
      store = new Events.Store(file);
      parts = new HashMap<>();
    }

    @Override
    @SuppressWarnings("unchecked")
    public void execute(Tuple part, BasicOutputCollector collector) {
      var of = parts.computeIfAbsent(part.getLong(0), time -> new ArrayList<>());
      of.add((Map<Long, Map<String, Long>>) part.getValue(1));
      if (of.size() < COUNTERS) return;
      for (var windows : parts.remove(part.getLong(0)))
        windows.forEach((window, counts) -> counts.forEach((campaign, n) -> store.add(campaign, window, n)));
      store.print();
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {}
  }
}
