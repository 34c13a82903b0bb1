import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** Lines of each interval that hold a pattern. Arguments: port, interval in ms, pattern. */
public final class Grep {
  public static void main(String[] args) throws Exception {
    String pattern = args[2];
    Out.run(args, lines -> lines.filter((key, line) -> key != null || line.contains(pattern)).process(Count::new));
  }

  static final class Count implements Processor<String, String, Void, Void> {
    private long count;

    @Override
    public void process(Record<String, String> record) {
      if (record.key() == null) count++;
      else {
        Out.print(count);
        count = 0;
      }
    }
  }
}
