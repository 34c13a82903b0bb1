"""Lines of each batch that hold a pattern. Arguments: port, interval in ms, pattern."""
from pyspark import StorageLevel

from out import arguments, contexts, out

port, interval, pattern = arguments()
ssc = contexts("grep", interval)


def done(rdd):
    for count in rdd.collect():
        out(count)


(
    ssc.socketTextStream("localhost", port, StorageLevel.MEMORY_ONLY)
    .filter(lambda line: pattern in line)
    .count()
    .foreachRDD(done)
)
ssc.start()
ssc.awaitTermination()
