"""Views by campaign and window of 10 s, told each batch. Arguments: port, interval in ms, table of advertisements."""
import json
from operator import add

from pyspark import StorageLevel

from out import arguments, contexts
from store import Store, table

port, interval, file = arguments()
ssc = contexts("yahoo", interval)
campaigns = table(file)
shared = ssc.sparkContext.broadcast(campaigns)
store = Store(campaigns)


def done(rdd):
    for (campaign, window), views in rdd.collect():
        store.add(campaign, window, views)
    store.print()


(
    ssc.socketTextStream("localhost", port, StorageLevel.MEMORY_ONLY)
    .map(json.loads)
    .filter(lambda event: event["event_type"] == "view")
    .map(lambda event: (event["ad_id"], int(event["event_time"])))
    .map(lambda view: ((shared.value[view[0]], view[1] // 10_000), 1))
    .reduceByKey(add, 2)
    .foreachRDD(done)
)
ssc.start()
ssc.awaitTermination()
