"""Five map and filter over a million numbers and their sum, again and again, on one thread."""
import time

from pyspark import SparkConf, SparkContext

from out import out

sc = SparkContext(conf=SparkConf().setAppName("chain").setMaster("local[1]"))
sc.setLogLevel("ERROR")
numbers = sc.parallelize([i % 1000 for i in range(1_000_000)], 1).persist()
numbers.count()
while True:
    start = time.perf_counter()
    total = (
        numbers.map(lambda x: x * 2)
        .filter(lambda x: x % 6 != 0)
        .map(lambda x: x + 1)
        .filter(lambda x: x < 1900)
        .map(lambda x: x / 2)
        .sum()
    )
    out((time.perf_counter() - start) * 1000, int(total))
