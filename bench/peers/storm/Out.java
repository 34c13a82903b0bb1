import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.storm.Config;
import org.apache.storm.LocalCluster;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.TopologyBuilder;
import org.apache.storm.topology.base.BaseRichSpout;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Values;

/** What the topologies share: the cluster with its settings, the spout, and the form of a result. */
final class Out {
  static void run(String name, TopologyBuilder topology) throws Exception {
    Config conf = new Config();
    conf.setNumWorkers(1);
    conf.setNumAckers(0);
    conf.put(Config.TOPOLOGY_PRODUCER_BATCH_SIZE, 1000);
    conf.put(Config.TOPOLOGY_EXECUTOR_RECEIVE_BUFFER_SIZE, 32768);
    conf.put(Config.TOPOLOGY_DISABLE_LOADAWARE_MESSAGING, true);
    conf.put(Config.TOPOLOGY_STATS_SAMPLE_RATE, 0.0005);
    conf.put(Config.TOPOLOGY_EVENTLOGGER_EXECUTORS, 0);
    try (LocalCluster cluster = new LocalCluster()) {
      cluster.submitTopology(name, conf, topology.createTopology());
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  static void print(long... numbers) {
    double now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) / 1000.0;
    StringBuilder line = new StringBuilder(String.format("OUT %.3f", now));
    for (long number : numbers) line.append(' ').append(number);
    System.out.println(line);
    System.out.flush();
  }

  /** Lines of the socket; and, at the end of each interval, its time on the stream "end", behind all of its lines. */
  static final class Lines extends BaseRichSpout {
    private final int port;
    private final long interval;
    private transient SpoutOutputCollector collector;
    private transient BufferedReader reader;
    private long end;

    Lines(int port, long interval) {
      this.port = port;
      this.interval = interval;
    }

    @Override
    public void open(Map<String, Object> conf, TopologyContext context, SpoutOutputCollector collector) {
      this.collector = collector;
      this.end = (System.currentTimeMillis() / interval + 1) * interval;
      try {
        reader = new BufferedReader(new InputStreamReader(new Socket("localhost", port).getInputStream()), 65536);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void nextTuple() {
      try {
        for (int i = 0; i < 100 && reader.ready(); i++) collector.emit(new Values(reader.readLine()));
        if (System.currentTimeMillis() < end) return;
        collector.emit("end", new Values(end));
        end += interval;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
      declarer.declare(new Fields("line"));
      declarer.declareStream("end", new Fields("time"));
    }
  }
}
