"""What Yahoo keeps: views so far by window and campaign; and the table of advertisements."""
from out import out


def table(file):
    with open(file) as lines:
        return dict(line.rstrip("\n").split("\t") for line in lines)


class Store:
    def __init__(self, campaigns):
        self.numbers = {campaign: i for i, campaign in enumerate(dict.fromkeys(campaigns.values()))}
        self.windows, self.changed = {}, {}

    def add(self, campaign, window, views):
        counts = self.windows.setdefault(window, [0] * len(self.numbers))
        counts[self.numbers[campaign]] += views
        self.changed[window] = True
        if len(self.windows) > 10:
            del self.windows[min(self.windows)]

    def print(self):
        if self.changed:
            out(*(n for window in self.changed for n in (window, *self.windows[window])))
        self.changed = {}
