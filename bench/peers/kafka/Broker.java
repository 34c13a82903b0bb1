import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A Kafka broker in this process, and what puts the lines of the socket into its one topic. */
final class Broker {
  static final String TOPIC = "lines";
  /** The key of a record that stands at the end of an interval, behind all of its lines; its value is the time. */
  static final String END = "end";

  final String address;
  final Path folder;

  /** Start a broker of one node on free ports, with its log in a temporary folder. */
  Broker() throws Exception {
    folder = Files.createTempDirectory("kafka");
    int[] ports = freePorts(2);
    address = "localhost:" + ports[0];
    String settings =
        String.join(
            "\n",
            "process.roles=broker,controller",
            "node.id=1",
            "controller.quorum.voters=1@localhost:" + ports[1],
            "listeners=PLAINTEXT://localhost:" + ports[0] + ",CONTROLLER://localhost:" + ports[1],
            "controller.listener.names=CONTROLLER",
            "log.dirs=" + folder.resolve("log"),
            "offsets.topic.replication.factor=1",
            "offsets.topic.num.partitions=1",
            "transaction.state.log.replication.factor=1",
            "transaction.state.log.min.isr=1",
            "group.initial.rebalance.delay.ms=0",
            // What is read is dropped soon, so that hours at high rates find room on a disk.
            "log.segment.bytes=134217728",
            "log.retention.bytes=4294967296",
            "log.retention.check.interval.ms=2000",
            "log.segment.delete.delay.ms=1000");
    Path file = Files.writeString(folder.resolve("server.properties"), settings);
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    String[] format = {"format", "-t", "AAAAAAAAAAAAAAAAAAAAAQ", "-c", file.toString()};
    if (kafka.tools.StorageTool.execute(format, nowhere) != 0) throw new IOException("cannot format " + folder);
    Thread server = new Thread(() -> kafka.Kafka.main(new String[] {file.toString()}), "broker");
    server.setDaemon(true);
    server.start();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) address))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  private static int[] freePorts(int count) throws IOException {
    ServerSocket[] sockets = new ServerSocket[count];
    int[] ports = new int[count];
    for (int i = 0; i < count; i++) ports[i] = (sockets[i] = new ServerSocket(0)).getLocalPort();
    for (ServerSocket socket : sockets) socket.close();
    return ports;
  }

  /** Produce the lines of the socket, and a record at the end of each interval. Never returns while it is connected. */
  void produce(int port, long interval) throws IOException {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", address);
    settings.put("acks", "1");
    settings.put("enable.idempotence", "false");
    settings.put("linger.ms", "5");
    settings.put("batch.size", "524288");
    settings.put("buffer.memory", "67108864");
    settings.put("max.block.ms", "600000");
    var producer = new KafkaProducer<String, byte[]>(settings, new StringSerializer(), new ByteArraySerializer());
    var input = new Socket("localhost", port).getInputStream();
    var reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.ISO_8859_1), 65536);
    long end = (System.currentTimeMillis() / interval + 1) * interval;
    while (true) {
      for (int i = 0; i < 100 && reader.ready(); i++)
        producer.send(new ProducerRecord<>(TOPIC, 0, null, bytes(reader.readLine())));
      if (!reader.ready()) pause();
      if (System.currentTimeMillis() < end) continue;
      producer.send(new ProducerRecord<>(TOPIC, 0, END, bytes(Long.toString(end))));
      end += interval;
    }
  }

  private static byte[] bytes(String line) {
    return line.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
