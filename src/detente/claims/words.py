"""Classes of English words that tell parties, speakers and onlookers apart."""

__all__ = [
    "BODIES",
    "COUNTERPARTS",
    "EVENTS",
    "GROUPS",
    "MEDIA_WORDS",
    "OBSERVERS",
    "ROLES",
    "SAYING",
    "SIDES",
    "THINKING",
    "TITLES",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ROLES = _words(
    "adviser advisor advisers aide ambassador analyst attorney boss captain chair chairman chairperson chairwoman chancellor "
    "chief commander commissioner congressman congresswoman counsel delegate deputy diplomat director emir envoy "
    "executive general governor head king lawmaker lawyer leader legislator manager mayor mediator member minister "
    "monarch mp negotiator officer official organizer organiser owner parliamentarian player politician premier president "
    "prince queen rep representative secretary senator source speaker spokesman spokesperson spokeswoman "
    "steward sultan treasurer trader troop undersecretary mullah ayatollah whip ceo colleague counterpart"
)
"""Words for persons who speak or act for a body."""

TITLES = _words(
    "President Prime Minister Premier Chancellor King Queen Prince Secretary Senator Sen. Rep. Representative Speaker "
    "Chairman Chairwoman Chair Governor Gov. Mr. Mrs. Ms. Dr. Gen. General Foreign Defense Defence Finance Vice Deputy "
    "Ambassador Congressman Congresswoman Leader Emir Sultan Treasury Interior Majority Minority Director Chief Envoy "
    "Mayor Commissioner Sir Lord Baroness Spokesman Spokeswoman Mr Mrs Ms Dr Ayatollah"
)

BODIES = _words(
    "administration army authority cabinet coalition commission council court delegation department embassy government "
    "leadership military ministry mission parliament party regime senate side state team congress office camp navy force "
    "country nation people republic kingdom presidency diplomacy public house committee caucus treasury"
)
"""Words for a body that is itself the party, or acts for the one named before it."""

GROUPS = _words(
    "activist advocate ally army bank bloc board broadcaster buyer cartel club coalition commission committee community "
    "company confederation congress conservative consortium corporation council creditor critic employee employer "
    "exporter faction farmer federation fighter firm force government group guild hardliner hawk insurer insurgent "
    "investor landlord league liberal lender management manufacturer member militant militia miner moderate movement "
    "mp nation nurse opponent opposition organisation organization operator owner parliament partner party player port "
    "producer progressive protester province rebel region regulator resident separatist shareholder shipper "
    "state striker student supplier supporter team tenant tribe troop union utility vendor village voter worker teacher "
    "airline carrier publisher hospital university country driver pilot doctor lawmaker side buyer seller bidder authority"
)
"""Words for a body or many people who can be a party in their own right."""

OBSERVERS = _words(
    "analyst expert observer commentator scholar professor historian researcher economist journalist reporter pundit "
    "strategist insider source critic pollster newspaper outlet report agency paper study survey poll media document"
)
"""Words for those who look on: sources, but no parties."""

SIDES = _words("side party country leader nation government team camp delegation neighbour neighbor")
"""Words that with "both" or "the two" mean the two main parties."""

COUNTERPARTS = _words("counterpart opponent adversary rival")

MEDIA_WORDS = _words(
    "Times Post News Journal Herald Tribune Ledger Gazette Guardian Telegraph Reuters AP AFP BBC CNN NBC ABC CBS Fox "
    "Bloomberg Politico Axios Press Agency Daily Weekly Chronicle Observer Courier Mail Mirror Globe Star Sun Standard "
    "Echo Bulletin Review Magazine TASS Interfax Xinhua Spiegel Monde Zeitung Radio Television VOA NPR Inquirer Examiner"
)

EVENTS = _words(
    "talks talk negotiation meeting summit deal agreement proposal plan offer document letter text treaty accord"
)

SAYING = _words(
    "say tell add write report state note explain argue claim announce declare comment reply respond remark tweet "
    "assert contend maintain acknowledge admit concede confirm reveal indicate hint suggest stress emphasize emphasise "
    "reiterate insist warn predict estimate complain joke recall testify post continue conclude observe describe "
    "caution boast vow pledge promise allege answer urge call ask read show recount mention quote cite quip repeat"
)
"""Verbs that put words into a mouth."""

THINKING = _words(
    "believe think feel hope expect doubt fear see consider view know worry assume suspect understand find"
)
