import org.apache.storm.topology.BasicOutputCollector;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.TopologyBuilder;
import org.apache.storm.topology.base.BaseBasicBolt;
import org.apache.storm.tuple.Tuple;

/** Lines of each interval that hold a pattern. Arguments: port, interval in ms, pattern. */
public final class Grep {
  public static void main(String[] args) throws Exception {
    TopologyBuilder topology = new TopologyBuilder();
    topology.setSpout("lines", new Out.Lines(Integer.parseInt(args[0]), Long.parseLong(args[1])));
    topology.setBolt("count", new Count(args[2])).shuffleGrouping("lines").globalGrouping("lines", "end");
    Out.run("grep", topology);
  }

  static final class Count extends BaseBasicBolt {
    private final String pattern;
    private long count;

    Count(String pattern) {
      this.pattern = pattern;
    }

    @Override
    public void execute(Tuple tuple, BasicOutputCollector collector) {
      if (tuple.getSourceStreamId().equals("end")) {
        Out.print(count);
        count = 0;
      } else if (tuple.getString(0).contains(pattern)) count++;
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {}
  }
}
