import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs queries as the harness asks for them, all in one JVM. Arguments: file of events, time of the first in ms since 1970,
 * seconds of events, and how many events warm a job up. For a line `api query` it runs the query over those, then over
 * all, and prints `RUN <sum over all> <CPU ns of the process over all> <CPU ns over those that warm up>`.
 */
public final class Nexmark {
  private static final int PARALLELISM = 2;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** One cluster for all jobs: starting one takes as long as half a million events. */
  private static MiniCluster cluster;

  public static void main(String[] args) throws Exception {
    Events.load(args[0], Long.parseLong(args[1]), Integer.parseInt(args[2]));
    cluster = new MiniCluster(
        new MiniClusterConfiguration.Builder()
            .setConfiguration(configuration())
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(PARALLELISM)
            .build());
    cluster.start();
    int warm = Integer.parseInt(args[3]);
    System.out.println("READY " + Events.all.length);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      long first = cpu(words[0], words[1], warm);
      long all = cpu(words[0], words[1], Events.all.length);
      System.out.println("RUN " + Sums.TOTAL.get() + " " + all + " " + first);
      System.out.flush();
    }
    System.exit(0);
  }

  /** CPU time of the process while a query runs over the first events, in ns. */
  private static long cpu(String api, String query, int events) throws Exception {
    Sums.TOTAL.set(0);
    long before = SYSTEM.getProcessCpuTime();
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration());
    var source = env.addSource(new Events.Replay(events), "events", TypeInformation.of(Events.Event.class));
    if (api.equals("sql")) Sql.define(query, env, source);
    else Streams.define(query, source);
    cluster.executeJobBlocking(env.getStreamGraph().getJobGraph());
    return SYSTEM.getProcessCpuTime() - before;
  }

  private static Configuration configuration() {
    Configuration conf = new Configuration();
    conf.set(PipelineOptions.OBJECT_REUSE, true);
    conf.set(RestOptions.BIND_PORT, "0");
    return conf;
  }
}
