"""Lines of each interval that hold a pattern. Arguments: port, interval in ms, pattern."""
import sys

import bytewax.operators as op
from bytewax.connectors.stdio import StdOutSink
from bytewax.dataflow import Dataflow
from bytewax.testing import cluster_main

from lines import Lines, out

port, interval, pattern = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


def count(sum, item):
    """Lines add to the sum; the end of an interval lets it go."""
    sum = sum or 0
    if isinstance(item, str):
        return sum + 1, []
    out(sum)
    return 0, []


flow = Dataflow("grep")
lines = op.input("lines", flow, Lines(port, interval))
matching = op.filter("contains", lines, lambda item: not isinstance(item, str) or pattern in item)
keyed = op.key_on("one", matching, lambda item: "all")
counted = op.stateful_flat_map("count", keyed, count)
op.output("out", counted, StdOutSink())
cluster_main(flow, [], 0)
