"""Published decisions about Go and Rust: what happened, and by which class each is scored.

The facts of a case are in its manifest, `tests/backtest/CASE.archlint.yaml`: what ran before the
decision, in the language it was in; what was new is `lifecycle: planned`. The classes are the
judgement of the collection that the cases come from, from each case's own outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Published:
    """One case: `outcome` is its class, `services` the class that each of its services is scored by.

    A split across services is scored per service: RUST for the data plane, GO for the rest.
    """

    case: str
    outcome: str
    what: str
    source: str
    services: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Untried:
    """A case without a manifest, and why it has none."""

    case: str
    outcome: str
    why: str


PUBLISHED = (
    Published(
        case="grab-counter",
        outcome="RUST",
        what="Grab, 2025: a read service rewritten, 20 to 4.5 cores per 1,000 requests/s at the same"
        " latency",
        source="https://engineering.grab.com/counter-service-how-we-rewrote-it-in-rust",
        services={"counter": "RUST"},
    ),
    Published(
        case="tiktok-payments",
        outcome="HYBRID",
        what="TikTok, 2025: the endpoints that computed most to Rust, the rest of the service stayed"
        " in Go",
        source="https://wxiaoyun.com/blog/rust-rewrite-case-study",
        services={"payment": "HYBRID"},
    ),
    Published(
        case="discord-read-states",
        outcome="RUST",
        what="Discord, 2020: a cache rewritten because of latency spikes at every garbage collection",
        source="https://discord.com/blog/why-discord-is-switching-from-go-to-rust",
        services={"read-states": "RUST"},
    ),
    Published(
        case="dropbox-magic-pocket",
        outcome="HYBRID",
        what="Dropbox, 2016: components of the storage machines to Rust for their memory, the rest"
        " stayed in Go",
        source="https://news.ycombinator.com/item?id=11283685",
        services={"storage-node": "RUST", "magic-pocket": "GO"},
    ),
    Published(
        case="newrelic-lambda-ext",
        outcome="RUST",
        what="New Relic, 2026: a Lambda extension rewritten for isolation and memory",
        source="https://newrelic.com/blog/how-to-relic/a-new-era-for-new-relics-lambda-extension-from-go-to-rust",
        services={"extension": "RUST"},
    ),
    Published(
        case="datadog-monocle",
        outcome="RUST",
        what="Datadog, 2025: a timeseries engine, new in Rust after generations in Go",
        source="https://www.datadoghq.com/blog/engineering/rust-timeseries-engine",
        services={"rtdb": "RUST"},
    ),
    Published(
        case="mullvad-gotatun",
        outcome="RUST",
        what="Mullvad, 2025: a tunnel on phones rewritten because Go inside a Rust app crashed",
        source="https://mullvad.net/en/blog/2025/12/19/announcing-gotatun-the-future-of-wireguard-at-mullvad-vpn",
        services={"wireguard-go": "RUST"},
    ),
    Published(
        case="kata-agent",
        outcome="RUST",
        what="Kata Containers, 2020: the agent in every virtual machine rewritten for its footprint",
        source="https://synapticweb.co/news/19607-kata-containers-rewritten-in-rust-gets-a-major-speed-boost",
        services={"agent": "RUST"},
    ),
    Published(
        case="istio-ztunnel",
        outcome="HYBRID",
        what="Istio, 2023: a new node proxy in Rust after prototypes in both, for its footprint on"
        " every node; the control plane stayed in Go",
        source="https://istio.io/latest/blog/2023/rust-based-ztunnel/",
        services={"ztunnel": "RUST", "istiod": "GO"},
    ),
    Published(
        case="linkerd2",
        outcome="HYBRID",
        what="Buoyant, 2018: a proxy on the JVM to Rust, with a new control plane in Go",
        source="https://www.infoq.com/articles/linkerd-v2-production-adoption/",
        services={"proxy": "RUST", "control-plane": "GO"},
    ),
    Published(
        case="tidb-tikv",
        outcome="HYBRID",
        what="PingCAP, 2016: a new database, storage in Rust, SQL layer and placement in Go",
        source="https://pingcap.com/blog/2017-09-26-whyrust",
        services={"tikv": "RUST", "tidb": "GO", "pd": "GO"},
    ),
    Published(
        case="pingora",
        outcome="RUST",
        what="Cloudflare, 2022: NGINX with Lua replaced by a proxy in Rust",
        source="https://blog.cloudflare.com/how-we-built-pingora-the-proxy-that-connects-cloudflare-to-the-internet/",
        services={"proxy": "RUST"},
    ),
    Published(
        case="figma-multiplayer",
        outcome="HYBRID",
        what="Figma, 2018: encoding of documents from Node to Rust, networking stayed in Node",
        source="https://www.figma.com/blog/rust-in-production-at-figma/",
        services={"multiplayer": "HYBRID"},
    ),
    Published(
        case="firecracker",
        outcome="RUST",
        what="AWS, 2018: a new virtual machine monitor, in Rust as the boundary between tenants",
        source="https://github.com/firecracker-microvm/firecracker/blob/main/SPECIFICATION.md",
        services={"vmm": "RUST"},
    ),
    Published(
        case="s3-shardstore",
        outcome="RUST",
        what="AWS, 2021: a storage node from C to Rust, for correctness",
        source="https://www.cs.utexas.edu/~bornholt/papers/shardstore-sosp21.pdf",
        services={"shardstore": "RUST"},
    ),
    Published(
        case="discord-messages",
        outcome="ATTRIBUTION_TRAP",
        what="Discord, 2023: another database made reads faster; the new services before it are in"
        " Rust, and not the reason",
        source="https://discord.com/blog/how-discord-stores-trillions-of-messages",
        services={"data-services": "ATTRIBUTION_TRAP"},
    ),
    Published(
        case="vector",
        outcome="RUST",
        what="Timber, 2020: a new log pipeline in Rust",
        source="https://github.com/vectordotdev/vector",
        services={"pipeline": "RUST"},
    ),
    Published(
        case="twitch-ballast",
        outcome="TUNE_FIRST",
        what="Twitch, 2019: a tuned collector took 30 % of the CPU off an API in Go",
        source="https://blog.twitch.tv/en/2019/04/10/go-memory-ballast-how-i-learnt-to-stop-worrying-and-love-the-heap/",
        services={"visage": "TUNE_FIRST"},
    ),
    Published(
        case="typescript-go",
        outcome="GO",
        what="Microsoft, 2025: the TypeScript compiler ported to Go, with Rust rejected",
        source="https://github.com/microsoft/typescript-go/discussions/411",
        services={"compiler": "GO"},
    ),
    Published(
        case="propelauth",
        outcome="GO",
        what="PropelAuth, 2023: a start-up in Rust that would not choose it again so early",
        source="https://www.propelauth.com/post/i-love-building-a-startup-in-rust-i-wouldnt-pick-it-again",
        services={"backend": "GO"},
    ),
    Published(
        case="fixie",
        outcome="GO",
        what="Fixie, 2022: a start-up in Rust, as a cautionary tale about pace and hiring",
        source="https://mdwdotla.medium.com/using-rust-at-a-startup-a-cautionary-tale-42ab823d9454",
        services={"backend": "GO"},
    ),
)

_NO_SERVICE = "not a service: "

UNTRIED = (
    Untried(case="turborepo", outcome="OUT_OF_SCOPE", why=f"{_NO_SERVICE}a command line tool"),
    Untried(
        case="1password-core", outcome="OUT_OF_SCOPE", why=f"{_NO_SERVICE}a library of clients"
    ),
    Untried(case="deno", outcome="OUT_OF_SCOPE", why=f"{_NO_SERVICE}a language runtime"),
    Untried(case="dropbox-nucleus", outcome="OUT_OF_SCOPE", why=f"{_NO_SERVICE}a desktop client"),
    Untried(case="prime-video-ui", outcome="OUT_OF_SCOPE", why=f"{_NO_SERVICE}a user interface"),
    Untried(case="astral", outcome="OUT_OF_SCOPE", why=f"{_NO_SERVICE}command line tools"),
    Untried(case="zed", outcome="OUT_OF_SCOPE", why=f"{_NO_SERVICE}an editor"),
    Untried(case="go-fmm", outcome="OUT_OF_SCOPE", why=f"{_NO_SERVICE}a command line tool"),
    Untried(
        case="cloudflare-outage-2025",
        outcome="COUNTER_RELIABILITY",
        why="an outage of a service in Rust: no decision about a language",
    ),
    Untried(
        case="temporal",
        outcome="HYBRID",
        why="a library, which archlint does not judge; of its server no fact is published",
    ),
    Untried(case="prisma", outcome="REVERSAL", why="a library, which archlint does not judge"),
    Untried(case="curl-hyper", outcome="REVERSAL", why="a library, which archlint does not judge"),
    Untried(case="esbuild", outcome="GO", why=f"{_NO_SERVICE}a command line tool"),
)
