import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.apache.storm.topology.BasicOutputCollector;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.TopologyBuilder;
import org.apache.storm.topology.base.BaseBasicBolt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;

/** Words of the last 30 s, each second, adding the newest second and taking off the one that left. Argument: port. */
public final class WordCount {
  private static final int COUNTERS = 2;

  public static void main(String[] args) throws Exception {
    TopologyBuilder topology = new TopologyBuilder();
    topology.setSpout("lines", new Out.Lines(Integer.parseInt(args[0]), 1000));
    topology.setBolt("split", new Split()).shuffleGrouping("lines").globalGrouping("lines", "end");
    topology
        .setBolt("count", new Count(), COUNTERS)
        .fieldsGrouping("split", new Fields("word"))
        .allGrouping("split", "end");
    topology.setBolt("print", new Print()).globalGrouping("count");
    Out.run("wordcount", topology);
  }

  static final class Split extends BaseBasicBolt {
    @Override
    public void execute(Tuple tuple, BasicOutputCollector collector) {
      if (tuple.getSourceStreamId().equals("end")) collector.emit("end", new Values(tuple.getLong(0)));
      else for (String word : tuple.getString(0).split(" ")) collector.emit(new Values(word));
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
      declarer.declare(new Fields("word"));
      declarer.declareStream("end", new Fields("time"));
    }
  }

  static final class Count extends BaseBasicBolt {
    private final HashMap<String, Integer> window = new HashMap<>();
    private final ArrayDeque<HashMap<String, Integer>> seconds = new ArrayDeque<>();
    private HashMap<String, Integer> newest = new HashMap<>();

    @Override
    public void execute(Tuple tuple, BasicOutputCollector collector) {
      if (tuple.getSourceStreamId().equals("end")) slide(tuple.getLong(0), collector);
      else newest.merge(tuple.getString(0), 1, Integer::sum);
    }

    private void slide(long time, BasicOutputCollector collector) {
      newest.forEach((word, n) -> window.merge(word, n, Integer::sum));
      seconds.add(newest);
      newest = new HashMap<>();
      if (seconds.size() > 30)
        seconds.remove().forEach((word, n) -> window.compute(word, (w, sum) -> sum.equals(n) ? null : sum - n));
      long words = 0, letters = 0, top = 0;
      for (Map.Entry<String, Integer> entry : window.entrySet()) {
        words += entry.getValue();
        letters += (long) entry.getValue() * entry.getKey().length();
        top = Math.max(top, entry.getValue());
      }
      collector.emit(new Values(time, words, (long) window.size(), letters, top));
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
      declarer.declare(new Fields("time", "words", "distinct", "letters", "top"));
    }
  }

  static final class Print extends BaseBasicBolt {
    private final Map<Long, long[]> sums = new HashMap<>();

    @Override
    public void execute(Tuple part, BasicOutputCollector collector) {
      long[] sum = sums.computeIfAbsent(part.getLong(0), time -> new long[5]);
      for (int i = 0; i < 3; i++) sum[i] += part.getLong(i + 1);
      sum[3] = Math.max(sum[3], part.getLong(4));
      if (++sum[4] < COUNTERS) return;
      sums.remove(part.getLong(0));
      Out.print(part.getLong(0), sum[0], sum[1], sum[2], sum[3]);
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {}
  }
}
