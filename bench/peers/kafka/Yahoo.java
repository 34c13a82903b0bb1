import java.util.HashMap;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** Views by campaign and window of 10 s, told each interval. Arguments: port, interval in ms, table of advertisements. */
public final class Yahoo {
  public static void main(String[] args) throws Exception {
    HashMap<String, String> table = Events.table(args[2]);
    Out.run(
        args,
        lines ->
            lines
                .mapValues((key, line) -> key == null ? Events.parse(line) : null)
                .filter((key, event) -> event == null || event.type.equals("view"))
                .mapValues(event -> event == null ? null : new View(table.get(event.ad), event.time / Events.WINDOW))
                .process(() -> new Count(args[2])));
  }

  record View(String campaign, long window) {}

  static final class Count implements Processor<String, View, Void, Void> {
    private final Events.Store store;

    Count(String file) {
      store = new Events.Store(file);
    }

    @Override
    public void process(Record<String, View> record) {
      View view = record.value();
      if (view == null) store.print();
      else store.add(view.campaign, view.window, 1);
    }
  }
}
