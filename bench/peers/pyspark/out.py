"""What all programs share: the context with its settings, and the form of a result."""
import sys
import time

from pyspark import SparkConf, SparkContext
from pyspark.streaming import StreamingContext


def contexts(name, interval):
    sc = SparkContext(conf=SparkConf().setAppName(name))
    sc.setLogLevel("ERROR")
    return StreamingContext(sc, interval / 1000)


def out(*numbers):
    print("OUT", round(time.time() * 1000, 3), *numbers, flush=True)


def arguments():
    port, interval, *rest = sys.argv[1:]
    return int(port), int(interval), *rest
