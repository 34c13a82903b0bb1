import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** Words of the last 30 s, each second, adding the newest second and taking off the one that left. Argument: port. */
public final class WordCount {
  public static void main(String[] args) throws Exception {
    Out.run(
        args,
        lines ->
            lines
                .flatMapValues((key, line) -> key == null ? Arrays.asList(line.split(" ")) : List.of(line))
                .process(Count::new));
  }

  static final class Count implements Processor<String, String, Void, Void> {
    private final HashMap<String, Integer> window = new HashMap<>();
    private final ArrayDeque<HashMap<String, Integer>> seconds = new ArrayDeque<>();
    private HashMap<String, Integer> newest = new HashMap<>();

    @Override
    public void process(Record<String, String> record) {
      if (record.key() == null) newest.merge(record.value(), 1, Integer::sum);
      else slide(Long.parseLong(record.value()));
    }

    private void slide(long time) {
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
      Out.print(time, words, window.size(), letters, top);
    }
  }
}
