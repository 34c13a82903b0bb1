import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;

/** What the programs share: broker, settings, and the form of a result. */
final class Out {
  /** Run what `build` makes of the lines and of the ends of intervals, which have the key Broker.END. */
  static void run(String[] args, Consumer<KStream<String, String>> build) throws Exception {
    Broker broker = new Broker();
    Properties settings = new Properties();
    settings.put("application.id", "bench");
    settings.put("bootstrap.servers", broker.address);
    settings.put("default.key.serde", Serdes.StringSerde.class);
    settings.put("default.value.serde", Serdes.StringSerde.class);
    settings.put("state.dir", broker.folder.resolve("state").toString());
    settings.put("num.stream.threads", "1");
    settings.put("commit.interval.ms", "1000");
    settings.put("auto.offset.reset", "earliest");
    settings.put("consumer.fetch.max.wait.ms", "10");
    settings.put("consumer.max.poll.records", "10000");
    settings.put("consumer.max.partition.fetch.bytes", "8388608");
    settings.put("buffered.records.per.partition", "20000");
    StreamsBuilder builder = new StreamsBuilder();
    build.accept(builder.stream(Broker.TOPIC));
    KafkaStreams streams = new KafkaStreams(builder.build(), settings);
    streams.setUncaughtExceptionHandler(
        error -> {
          error.printStackTrace();
          Runtime.getRuntime().halt(1);
          return null;
        });
    streams.start();
    while (streams.state() != KafkaStreams.State.RUNNING) Thread.sleep(10);
    broker.produce(Integer.parseInt(args[0]), Long.parseLong(args[1]));
  }

  static void print(long... numbers) {
    double now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) / 1000.0;
    StringBuilder line = new StringBuilder(String.format("OUT %.3f", now));
    for (long number : numbers) line.append(' ').append(number);
    System.out.println(line);
    System.out.flush();
  }
}
