"""What both flows share: the socket as a source, and the form of a result."""
import socket
import time

from bytewax.inputs import DynamicSource, StatelessSourcePartition


def out(*numbers):
    print("OUT", round(time.time() * 1000, 3), *numbers, flush=True)


class Connection(StatelessSourcePartition):
    """Lines; and the time of each interval that ends, behind all of its lines."""

    def __init__(self, port, interval):
        self.socket = socket.create_connection(("localhost", port))
        self.socket.settimeout(0.005)
        self.rest = b""
        self.interval = interval
        self.end = (int(time.time() * 1000) // interval + 1) * interval

    def next_batch(self):
        try:
            *lines, self.rest = (self.rest + self.socket.recv(1 << 16)).split(b"\n")
            batch = [line.decode() for line in lines]
        except socket.timeout:
            batch = []
        if time.time() * 1000 >= self.end:
            batch.append(self.end)
            self.end += self.interval
        return batch


class Lines(DynamicSource):
    def __init__(self, port, interval):
        self.port = port
        self.interval = interval

    def build(self, step_id, worker_index, worker_count):
        return Connection(self.port, self.interval)
