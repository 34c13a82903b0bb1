"""Word count batches that are empty, because the socket stays silent. Arguments: port, interval in ms."""
from operator import add

from pyspark import StorageLevel

from out import arguments, contexts, out

port, interval, *_ = arguments()
ssc = contexts("empty", interval)


def done(time, rdd):
    rdd.count()
    out(round(time.timestamp() * 1000))


(
    ssc.socketTextStream("localhost", port, StorageLevel.MEMORY_ONLY)
    .flatMap(lambda line: line.split(" "))
    .map(lambda word: (word, 1))
    .reduceByKey(add, 2)
    .foreachRDD(done)
)
ssc.start()
ssc.awaitTermination()
