# Prints what a part of a program took, and what it returned; processes that it started and waited for count.
import json, resource, time


def cpu():
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def timed(work):
    before, began = cpu(), time.perf_counter()
    output = work()
    wall = time.perf_counter() - began
    print(json.dumps({"wall": wall, "cpu": cpu() - before, "output": output}))
