import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the Yahoo programs of all engines of the JVM share: events, the table of advertisements, and the store. */
final class Events {
  static final long WINDOW = 10_000;
  private static final JsonFactory JSON = new JsonFactory();

  /** What is used of an event. */
  static final class Event {
    public String ad, type;
    public long time;
  }

  /** Read a line with Jackson's streaming parser, which makes no objects of the fields that are not used. */
  static Event parse(String line) {
    Event event = new Event();
    try (JsonParser parser = JSON.createParser(line)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "ad_id" -> event.ad = parser.getText();
          case "event_type" -> event.type = parser.getText();
          case "event_time" -> event.time = Long.parseLong(parser.getText());
          default -> parser.skipChildren();
        }
      }
      return event;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Campaigns by advertisement, of a file with lines of ad, tab, campaign; in the order of the file. */
  static List<String[]> rows(String file) {
    try {
      List<String[]> rows = new ArrayList<>();
      for (String line : Files.readAllLines(Path.of(file))) rows.add(line.split("\t"));
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HashMap<String, String> table(String file) {
    HashMap<String, String> table = new HashMap<>();
    for (String[] row : rows(file)) table.put(row[0], row[1]);
    return table;
  }

  /** Views so far by window and campaign; ten windows are kept, as in the benchmark. */
  static final class Store {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final TreeMap<Long, long[]> windows = new TreeMap<>();
    private final TreeSet<Long> changed = new TreeSet<>();

    Store(String file) {
      for (String[] row : rows(file)) numbers.putIfAbsent(row[1], numbers.size());
    }

    private long[] counts(long window) {
      changed.add(window);
      long[] counts = windows.computeIfAbsent(window, w -> new long[numbers.size()]);
      if (windows.size() > 10) windows.pollFirstEntry();
      return counts;
    }

    void add(String campaign, long window, long views) {
      counts(window)[numbers.get(campaign)] += views;
    }

    void set(String campaign, long window, long views) {
      counts(window)[numbers.get(campaign)] = views;
    }

    /** Print the windows that changed since the last time, if any did. */
    void print() {
      if (changed.isEmpty()) return;
      double now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) / 1000.0;
      StringBuilder line = new StringBuilder(String.format("OUT %.3f", now));
      for (long window : changed) {
        line.append(' ').append(window);
        for (long views : windows.get(window)) line.append(' ').append(views);
      }
      changed.clear();
      System.out.println(line);
      System.out.flush();
    }
  }
}
