import { Duration, milliseconds, minutes, StateSpec, StreamingContext, seconds } from '../../src/index.ts'
import { holds, row } from './row.ts'
import { someStreams } from './streams.ts'

// Programs in plain JavaScript give anything.
type Any = any
const sum = (a: number, b: number): number => a + b
const less = (a: number, b: number): number => a - b

const rows = [
  row(
    "seconds('x')",
    () => seconds('x' as Any),
    "E_DURATION at seconds (here): the length is 'x'. Use a number that makes whole milliseconds.",
  ),
  row(
    'seconds of nothing',
    () => (seconds as Any)(),
    'E_DURATION at seconds (here): the length is undefined. Use a number that makes whole milliseconds.',
  ),
  row(
    'seconds of Infinity',
    () => seconds(Number.POSITIVE_INFINITY),
    'E_DURATION at seconds (here): the length is Infinity. Use a number that makes whole milliseconds.',
  ),
  row(
    'minutes of NaN',
    () => minutes(Number.NaN),
    'E_DURATION at minutes (here): the length is NaN. Use a number that makes whole milliseconds.',
  ),
  row(
    'milliseconds of a fraction',
    () => milliseconds(1.5),
    'E_DURATION at milliseconds (here): the length is 1.5. Use a number that makes whole milliseconds.',
  ),
  row(
    'a Duration of text',
    () => new Duration('1s' as Any),
    "E_DURATION at Duration (here): the length is '1s'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'a Duration plus text',
    () => seconds(1).plus('soon'),
    "E_DURATION at plus (here): the other duration is 'soon'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'a context without a batch interval',
    ({ sc }: Any) => new (StreamingContext as Any)(sc),
    "E_DURATION at StreamingContext (here): batch interval is undefined. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'a batch interval of 0',
    ({ sc }: Any) => new StreamingContext(sc, 0),
    "E_DURATION at StreamingContext (here): batch interval is 0. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'a batch interval below 0',
    ({ sc }: Any) => new StreamingContext(sc, -1000),
    "E_DURATION at StreamingContext (here): batch interval is -1000. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'a batch interval of NaN',
    ({ sc }: Any) => new StreamingContext(sc, Number.NaN),
    "E_DURATION at StreamingContext (here): batch interval is NaN. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'a batch interval of Infinity',
    ({ sc }: Any) => new StreamingContext(sc, Number.POSITIVE_INFINITY),
    "E_DURATION at StreamingContext (here): batch interval is Infinity. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'a batch interval of half a millisecond',
    ({ sc }: Any) => new StreamingContext(sc, 0.5),
    "E_DURATION at StreamingContext (here): batch interval is 0.5. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'a batch interval in words',
    ({ sc }: Any) => new StreamingContext(sc, '1 fortnight'),
    "E_DURATION at StreamingContext (here): batch interval is '1 fortnight'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'a batch interval of an object',
    ({ sc }: Any) => new StreamingContext(sc, {} as Any),
    "E_DURATION at StreamingContext (here): batch interval is {}. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'a context on null',
    () => new StreamingContext(null as Any, 1000) /* makes a SparkContext */,
    'E_ARGUMENT at SparkContext (here): it is made of null. Use a master, a SparkConf, or { master, appName, conf }.',
  ),
  row(
    'a context on a number',
    () => new StreamingContext(5 as Any, 1000) /* makes a SparkContext */,
    'E_ARGUMENT at SparkContext (here): it is made of 5. Use a master, a SparkConf, or { master, appName, conf }.',
  ),
  row(
    'a context on a master that is not known',
    () => new StreamingContext('mesos', 'name', 1000) /* makes a SparkContext */,
    "CONFIG_MASTER at SparkContext (here): the master is 'mesos'. Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.",
  ),
  row(
    'window without a length',
    ({ numbers }: Any) => numbers.window(),
    "E_DURATION at window (here): window is undefined. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'window of 0',
    ({ numbers }: Any) => numbers.window(0),
    "E_DURATION at window (here): window is 0. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'window below 0',
    ({ numbers }: Any) => numbers.window(-1000),
    "E_DURATION at window (here): window is -1000. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'window of NaN',
    ({ numbers }: Any) => numbers.window(Number.NaN),
    "E_DURATION at window (here): window is NaN. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'window of null',
    ({ numbers }: Any) => numbers.window(null),
    "E_DURATION at window (here): window is null. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'window in words',
    ({ numbers }: Any) => numbers.window('2 weeks'),
    "E_DURATION at window (here): window is '2 weeks'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'window of an object',
    ({ numbers }: Any) => numbers.window({ seconds: 2 }),
    "E_DURATION at window (here): window is { seconds: 2 }. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'window of half a batch',
    ({ numbers }: Any) => numbers.window(500),
    'E_WINDOW_NOT_MULTIPLE at window (here): the window is 500 ms but memoryStream-0 slides by 1000 ms. Use a window of 1000 ms.',
  ),
  row(
    'window of one and a half batches',
    ({ numbers }: Any) => numbers.window(1500),
    'E_WINDOW_NOT_MULTIPLE at window (here): the window is 1500 ms but memoryStream-0 slides by 1000 ms. Use a window of 2000 ms.',
  ),
  row(
    'window that slides by one and a half batches',
    ({ numbers }: Any) => numbers.window(2000, 1500),
    'E_WINDOW_NOT_MULTIPLE at window (here): the slide is 1500 ms but memoryStream-0 slides by 1000 ms. Use a slide of 2000 ms.',
  ),
  row(
    'window that slides by 0',
    ({ numbers }: Any) => numbers.window(2000, 0),
    "E_DURATION at window (here): slide is 0. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'window that slides by text',
    ({ numbers }: Any) => numbers.window(2000, 'x'),
    "E_DURATION at window (here): slide is 'x'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'window over a window of a longer slide',
    ({ numbers }: Any) => numbers.window(2000, 2000).window(3000),
    'E_WINDOW_NOT_MULTIPLE at window (here): the window is 3000 ms but window-0 slides by 2000 ms. Use a window of 4000 ms.',
  ),
  row(
    'countByWindow without a length',
    ({ numbers }: Any) => numbers.countByWindow(),
    "E_DURATION at countByWindow (here): window is undefined. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'countByWindow of 1500',
    ({ numbers }: Any) => numbers.countByWindow(1500, 1000),
    'E_WINDOW_NOT_MULTIPLE at countByWindow (here): the window is 1500 ms but memoryStream-0 slides by 1000 ms. Use a window of 2000 ms.',
  ),
  row(
    'countByWindow each 1500',
    ({ numbers }: Any) => numbers.countByWindow(2000, 1500),
    'E_WINDOW_NOT_MULTIPLE at countByWindow (here): the slide is 1500 ms but memoryStream-0 slides by 1000 ms. Use a slide of 2000 ms.',
  ),
  row(
    'countByValueAndWindow of 1500',
    ({ numbers }: Any) => numbers.countByValueAndWindow(1500, 1000),
    'E_WINDOW_NOT_MULTIPLE at countByValueAndWindow (here): the window is 1500 ms but memoryStream-0 slides by 1000 ms. Use a window of 2000 ms.',
  ),
  row(
    'countByValueAndWindow each 1500',
    ({ numbers }: Any) => numbers.countByValueAndWindow(2000, 1500),
    'E_WINDOW_NOT_MULTIPLE at countByValueAndWindow (here): the slide is 1500 ms but memoryStream-0 slides by 1000 ms. Use a slide of 2000 ms.',
  ),
  row(
    'countByValueAndWindow into 0',
    ({ numbers }: Any) => numbers.countByValueAndWindow(2000, 1000, 0),
    'E_ARGUMENT at countByValueAndWindow (here): countByValueAndWindow was asked for 0 partitions. Use a whole number of at least 1.',
  ),
  row(
    "countByValueAndWindow into '2'",
    ({ numbers }: Any) => numbers.countByValueAndWindow(2000, 1000, '2'),
    "E_ARGUMENT at countByValueAndWindow (here): the partitioner is '2'. Use a number of partitions or a Partitioner.",
  ),
  row(
    'reduceByWindow without a length',
    ({ numbers }: Any) => numbers.reduceByWindow(sum),
    "E_DURATION at reduceByWindow (here): window is undefined. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'reduceByWindow of 1500',
    ({ numbers }: Any) => numbers.reduceByWindow(sum, 1500),
    'E_WINDOW_NOT_MULTIPLE at reduceByWindow (here): the window is 1500 ms but memoryStream-0 slides by 1000 ms. Use a window of 2000 ms.',
  ),
  row(
    'reduceByWindow each 1500',
    ({ numbers }: Any) => numbers.reduceByWindow(sum, 2000, 1500),
    'E_WINDOW_NOT_MULTIPLE at reduceByWindow (here): the slide is 1500 ms but memoryStream-0 slides by 1000 ms. Use a slide of 2000 ms.',
  ),
  row(
    'reduceByWindow with inverse of 1500',
    ({ numbers }: Any) => numbers.reduceByWindow(sum, less, 1500, 1000),
    'E_WINDOW_NOT_MULTIPLE at reduceByWindow (here): the window is 1500 ms but memoryStream-0 slides by 1000 ms. Use a window of 2000 ms.',
  ),
  row(
    'reduceByWindow with inverse each 1500',
    ({ numbers }: Any) => numbers.reduceByWindow(sum, less, 2000, 1500),
    'E_WINDOW_NOT_MULTIPLE at reduceByWindow (here): the slide is 1500 ms but memoryStream-0 slides by 1000 ms. Use a slide of 2000 ms.',
  ),
  row(
    'reduceByWindow with inverse and no length',
    ({ numbers }: Any) => numbers.reduceByWindow(sum, less),
    "E_DURATION at reduceByWindow (here): window is undefined. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'groupByKeyAndWindow without a length',
    ({ pairs }: Any) => pairs.groupByKeyAndWindow(),
    "E_DURATION at groupByKeyAndWindow (here): window is undefined. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'groupByKeyAndWindow of 1500',
    ({ pairs }: Any) => pairs.groupByKeyAndWindow(1500),
    'E_WINDOW_NOT_MULTIPLE at groupByKeyAndWindow (here): the window is 1500 ms but memoryStream-1 slides by 1000 ms. Use a window of 2000 ms.',
  ),
  row(
    'groupByKeyAndWindow each 1500',
    ({ pairs }: Any) => pairs.groupByKeyAndWindow(2000, 1500),
    'E_WINDOW_NOT_MULTIPLE at groupByKeyAndWindow (here): the slide is 1500 ms but memoryStream-1 slides by 1000 ms. Use a slide of 2000 ms.',
  ),
  row(
    'groupByKeyAndWindow into 0',
    ({ pairs }: Any) => pairs.groupByKeyAndWindow(2000, 1000, 0),
    'E_ARGUMENT at groupByKeyAndWindow (here): groupByKeyAndWindow was asked for 0 partitions. Use a whole number of at least 1.',
  ),
  row(
    'reduceByKeyAndWindow without a length',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(sum),
    "E_DURATION at reduceByKeyAndWindow (here): window is undefined. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'reduceByKeyAndWindow of 1500',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(sum, 1500),
    'E_WINDOW_NOT_MULTIPLE at reduceByKeyAndWindow (here): the window is 1500 ms but memoryStream-1 slides by 1000 ms. Use a window of 2000 ms.',
  ),
  row(
    'reduceByKeyAndWindow each 1500',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(sum, 2000, 1500),
    'E_WINDOW_NOT_MULTIPLE at reduceByKeyAndWindow (here): the slide is 1500 ms but memoryStream-1 slides by 1000 ms. Use a slide of 2000 ms.',
  ),
  row(
    'reduceByKeyAndWindow with inverse of 1500',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(sum, less, 1500, 1000),
    'E_WINDOW_NOT_MULTIPLE at reduceByKeyAndWindow (here): the window is 1500 ms but memoryStream-1 slides by 1000 ms. Use a window of 2000 ms.',
  ),
  row(
    'reduceByKeyAndWindow with inverse each 1500',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(sum, less, 2000, 1500),
    'E_WINDOW_NOT_MULTIPLE at reduceByKeyAndWindow (here): the slide is 1500 ms but memoryStream-1 slides by 1000 ms. Use a slide of 2000 ms.',
  ),
  row(
    'reduceByKeyAndWindow with options each 1500',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow({ reduce: sum, window: 2000, slide: 1500 }),
    'E_WINDOW_NOT_MULTIPLE at reduceByKeyAndWindow (here): the slide is 1500 ms but memoryStream-1 slides by 1000 ms. Use a slide of 2000 ms.',
  ),
  row(
    'reduceByKeyAndWindow into NaN',
    ({ pairs }: Any) => pairs.reduceByKeyAndWindow(sum, 2000, 1000, Number.NaN),
    'E_ARGUMENT at reduceByKeyAndWindow (here): reduceByKeyAndWindow was asked for NaN partitions. Use a whole number of at least 1.',
  ),
  row(
    'checkpoint without an interval',
    ({ numbers }: Any) => numbers.checkpoint(),
    "E_DURATION at checkpoint (here): checkpoint interval is undefined. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'checkpoint each 0',
    ({ numbers }: Any) => numbers.checkpoint(0),
    'E_WINDOW_NOT_MULTIPLE at checkpoint (here): the checkpoint interval is 0 ms but memoryStream-0 slides by 1000 ms. Use an interval of 1000 ms.',
  ),
  row(
    'checkpoint each -1',
    ({ numbers }: Any) => numbers.checkpoint(-1),
    'E_WINDOW_NOT_MULTIPLE at checkpoint (here): the checkpoint interval is -1 ms but memoryStream-0 slides by 1000 ms. Use an interval of 1000 ms.',
  ),
  row(
    'checkpoint each 1500',
    ({ numbers }: Any) => numbers.checkpoint(1500),
    'E_WINDOW_NOT_MULTIPLE at checkpoint (here): the checkpoint interval is 1500 ms but memoryStream-0 slides by 1000 ms. Use an interval of 2000 ms.',
  ),
  row(
    'checkpoint each half batch',
    ({ numbers }: Any) => numbers.checkpoint(500),
    'E_WINDOW_NOT_MULTIPLE at checkpoint (here): the checkpoint interval is 500 ms but memoryStream-0 slides by 1000 ms. Use an interval of 1000 ms.',
  ),
  row(
    "checkpoint each 'x'",
    ({ numbers }: Any) => numbers.checkpoint('x'),
    "E_DURATION at checkpoint (here): checkpoint interval is 'x'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'remember nothing',
    ({ ssc }: Any) => ssc.remember(),
    "E_DURATION at remember (here): remember duration is undefined. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'remember 0',
    ({ ssc }: Any) => ssc.remember(0),
    "E_DURATION at remember (here): remember duration is 0. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    "remember 'x'",
    ({ ssc }: Any) => ssc.remember('x'),
    "E_DURATION at remember (here): remember duration is 'x'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    "awaitTermination of 'x'",
    ({ ssc }: Any) => ssc.awaitTermination('x'),
    "E_DURATION at awaitTermination (here): timeout is 'x'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'awaitTerminationOrTimeout of nothing',
    ({ ssc }: Any) => ssc.awaitTerminationOrTimeout(),
    "E_DURATION at awaitTerminationOrTimeout (here): timeout is undefined. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'awaitTerminationOrTimeout of NaN',
    ({ ssc }: Any) => ssc.awaitTerminationOrTimeout(Number.NaN),
    "E_DURATION at awaitTerminationOrTimeout (here): timeout is NaN. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'awaitTerminationOrTimeout of -1',
    ({ ssc }: Any) => ssc.awaitTerminationOrTimeout(-1),
    "E_DURATION at awaitTerminationOrTimeout (here): timeout is -1. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    "stop within 'x'",
    ({ ssc }: Any) => ssc.stop({ timeout: 'x' }),
    "E_DURATION at stop (here): timeout is 'x'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'stop of null',
    ({ ssc }: Any) => ssc.stop(null),
    'E_ARGUMENT at stop (here): the options are null. Use { mode, timeout, stopSparkContext }, or true or false.',
  ),
  row(
    "stop of 'x'",
    ({ ssc }: Any) => ssc.stop('x'),
    "E_ARGUMENT at stop (here): the options are 'x'. Use { mode, timeout, stopSparkContext }, or true or false.",
  ),
  row(
    'timeout of 0',
    () => StateSpec.function(() => 1).timeout(0),
    "E_DURATION at timeout (here): timeout is 0. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    "timeout of 'x'",
    () => StateSpec.function(() => 1).timeout('x'),
    "E_DURATION at timeout (here): timeout is 'x'. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
  row(
    'timeout of nothing',
    () => (StateSpec.function(() => 1) as Any).timeout(),
    "E_DURATION at timeout (here): timeout is undefined. Use a whole number of milliseconds above 0, seconds(10), or text such as '10s'.",
  ),
]

holds(import.meta.url, rows, someStreams)
