"""Words of the last 30 s, each second, adding the newest second and taking off the one that left. Argument: port."""
import sys
from collections import Counter, deque

import bytewax.operators as op
from bytewax.connectors.stdio import StdOutSink
from bytewax.dataflow import Dataflow
from bytewax.testing import cluster_main

from lines import Lines, out

port, interval = int(sys.argv[1]), int(sys.argv[2])


class Window:
    def __init__(self):
        self.window, self.newest, self.seconds = Counter(), Counter(), deque()

    def slide(self, time):
        self.window.update(self.newest)
        self.seconds.append(self.newest)
        self.newest = Counter()
        if len(self.seconds) > 30:
            for word, n in self.seconds.popleft().items():
                self.window[word] -= n
                if self.window[word] == 0:
                    del self.window[word]
        letters = sum(n * len(word) for word, n in self.window.items())
        out(time, self.window.total(), len(self.window), letters, max(self.window.values(), default=0))


def take(window, item):
    window = window or Window()
    if isinstance(item, list):
        window.newest.update(item)
    else:
        window.slide(item)
    return window, []


flow = Dataflow("wordcount")
lines = op.input("lines", flow, Lines(port, interval))
words = op.map("split", lines, lambda item: item.split(" ") if isinstance(item, str) else item)
keyed = op.key_on("one", words, lambda item: "all")
counted = op.stateful_flat_map("count", keyed, take)
op.output("out", counted, StdOutSink())
cluster_main(flow, [], 0)
