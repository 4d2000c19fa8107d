"""`archlint explain limits`: what the model cannot know, and what to do about each."""

from __future__ import annotations

LIMITS = """\
# What the model cannot know

archlint computes from what the manifest says. Where a figure is wrong the verdict is wrong with
it; and some things no manifest says. Which way each moves the numbers, and what to do, stands
below.

## Queueing before the first span

A span begins when a worker takes the request. What waited before that, in a listen queue, a load
balancer, a mesh or a thread pool, is in no self time: a service that is short of cores looks
faster than its users find it, and its computing share φ looks larger than it is.

- Measure the journey at its edge as well, and give that as `latency` of its entry beside the
  `self_time`: ANN003 says where the two are more than a quarter apart.
- Near saturation measure again with more replicas. If the time falls, it was a queue, and a
  rewrite is the dear way to shorten it.

## Shared fate

Failures and slow moments are taken to be independent. They are not: one node, one zone, one
database, one deployment or one bad configuration takes several services at once. Then the product
of what a request needs is too low, for failures coincide; what replicas, zones and fallbacks
promise is too high; and a p99 made of independent parts is too short.

- The truth lies between the product and the weakest part alone. Give a measured `availability`
  where there is one: what is shared is in it.
- Declare what is shared as a service of its own, with the calls to it: then it stands on the path
  and in the hard dependencies.

## Measurement bias

- Traces are sampled. Sampling that keeps slow or failed requests makes every self time too long;
  take times from metrics, or from traces that were chosen before anybody knew how they would end.
- A load generator that waits for an answer before it sends again leaves out the requests that
  would have waited. Its p99 is too short: use one with a fixed rate.
- `load.cpu` and `load.rate` have to be of the same hours. CPU at the peak over the rate of a week
  makes φ too large. Above 1.25 it is called a contradiction; below that nobody sees it.
- CPU of a container holds start-up, jobs and idle work: take `idle_cpu` off. Instrumentation is
  in both figures and stays after a rewrite.
- A figure without `measured:` is an estimate, whoever wrote it, and no estimate makes an error.

## Own times that rise together

The own times of one request are drawn independently, unless a correlation is set. A large basket
makes every service slow at once, and so does a busy hour. Means do not mind, for they add up
either way; the tail does, and is then longer than computed.

- Hold a journey's computed p99 against the measured one. If the measured one is longer, own times
  rise together: trust the means, and no gain at the p99.
- Set `policies: {engine: {correlation: 0.3}}`, or whatever makes the two agree, and see which
  verdict turns.
- Split journeys that differ in size, `small-order` and `large-order`, each with its rate.

## Attempts fail only by being slow

A retry is made where an attempt outlasts its timeout. Errors that come back at once, an open
circuit breaker or a refused connection cause none in these times, and load does not grow by
retries.

- For a bad hour raise `what-if --journey-rate` by the attempts that your callers would make, and
  look at the cores.
- Read a journey's tail as that of a good hour.

## How a rewrite turns out

Factors are wide priors from few published pairs, several of them by vendors or advocates.
Implementations differ more than languages: of three GraphQL gateways in Rust two took a quarter
to a third of the CPU of the one in Go, and one nearly twice as much.

- Spend two to four weeks on a spike with shadow traffic, and write its factor into `rewrite:
  {cpu: …}`. Until then no verdict by latency is an error unless it holds at the high end.

## That it is a tenth

"10 %" comes from the article and has no empirical source. Nobody has counted in how many services
of how many portfolios a rewrite pays. Here it is a cap, rounded up: of five services the tenth is
one, which is a fifth.

- NT302 tests it on the only data there are, your own manifest: from 20 counted services on it
  asks which part of all removable waiting the holders of the seats carry (without rates: which
  part of the removable cores as many services carry). Below half it says that 90/10 does not hold
  for you. At half or above it is silent, and silence is no proof.
- What it tests is how your figures are spread, with their errors and the factors of the table.
  One service that dominates passes; so does a portfolio that is measured in one place only.
- Set `policies: {ninety-ten: {quota: 20%}}` and look at who comes next: a cap that changes
  nothing was not what held them back.

`archlint explain calibration` has every default figure with its source and its key.
"""
