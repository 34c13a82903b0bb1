"""Words of the last 30 s, each second, with the inverse. Arguments: port, interval in ms."""
import tempfile
from operator import add, sub

from pyspark import StorageLevel

from out import arguments, contexts, out


def take(figures, count):
    words, distinct, letters, top = figures
    word, n = count
    return words + n, distinct + 1, letters + n * len(word), max(top, n)


def join(a, b):
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], max(a[3], b[3])


port, interval, *_ = arguments()
ssc = contexts("wordcount", interval)
ssc.checkpoint(tempfile.mkdtemp())
(
    ssc.socketTextStream("localhost", port, StorageLevel.MEMORY_ONLY)
    .flatMap(lambda line: line.split(" "))
    .map(lambda word: (word, 1))
    .reduceByKeyAndWindow(add, sub, 30, 1, 2, lambda count: count[1] > 0)
    .foreachRDD(
        lambda time, rdd: out(round(time.timestamp() * 1000), *rdd.aggregate((0, 0, 0, 0), take, join))
    )
)
ssc.start()
ssc.awaitTermination()
