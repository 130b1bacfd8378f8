"""Classes of English words that tell parties, speakers and onlookers apart."""

__all__ = [
    "BODIES",
    "CALENDAR",
    "COUNTERPARTS",
    "EVENTS",
    "GROUPS",
    "MEDIA_WORDS",
    "NO_PERSONS",
    "NUMBERS",
    "OBSERVERS",
    "ROLES",
    "SAYING",
    "SIDES",
    "THINKING",
    "TITLES",
    "UNITS",
    "UTTERANCES",
    "word_set",
]


def word_set(text: str) -> frozenset[str]:
    """Give the words of a text that blanks part."""
    return frozenset(text.split())


ROLES = word_set(
    "adviser advisor advisers aide ambassador analyst attorney boss captain chair chairman chairperson "
    "chairwoman chancellor chief commander commissioner congressman congresswoman counsel delegate deputy "
    "diplomat director emir envoy executive general governor head king lawmaker lawyer leader legislator "
    "manager mayor mediator member minister monarch mp negotiator officer official organizer organiser owner "
    "parliamentarian player politician premier president prince queen rep representative secretary senator "
    "source speaker spokesman spokesperson spokeswoman steward sultan treasurer trader troop undersecretary "
    "mullah ayatollah whip ceo cfo coo colleague counterpart coordinator superintendent founder lobbyist "
    "consul convenor convener headman rector prefect dean provost trustee councillor councilor bargainer "
    "bishop archbishop rabbi imam sheikh admiral colonel marshal vice-president"
)
"""Words for persons who speak or act for a body."""

TITLES = word_set(
    "President Prime Minister Premier Chancellor King Queen Prince Secretary Senator Sen. Rep. Representative "
    "Speaker Chairman Chairwoman Chair Governor Gov. Mr. Mrs. Ms. Dr. Gen. General Foreign Defense Defence "
    "Finance Vice Deputy Ambassador Congressman Congresswoman Leader Emir Sultan Treasury Interior Majority "
    "Minority Director Chief Envoy Mayor Commissioner Sir Lord Baroness Spokesman Spokeswoman Mr Mrs Ms Dr "
    "Ayatollah Rabbi Sheikh Bishop Archbishop Admiral Adm. Colonel Col. Captain Capt. Lieutenant Lt. Marshal "
    "Superintendent Cllr Councillor Dame CEO CFO COO"
)

BODIES = word_set(
    "administration army authority cabinet coalition commission council court delegation department embassy "
    "government leadership military ministry mission parliament party regime senate side state team congress "
    "office camp navy force country nation people republic kingdom presidency diplomacy public house "
    "committee caucus treasury"
)
"""Words for a body that is itself the party, or acts for the one named before it."""

GROUPS = word_set(
    "activist advocate agency ally association bank bloc board broadcaster brotherhood buyer cartel chamber "
    "club coalition commission committee cooperative community company confederation congress conservative "
    "consortium corporation council creditor critic employee employer exporter faction farmer federation "
    "fighter firm government group guild hardliner hawk insurer insurgent investor landlord league liberal "
    "lender management manufacturer member militant militia miner moderate movement mp nation nurse opponent "
    "opposition organisation organization operator owner parliament partner party player producer progressive "
    "protester rebel regulator resident separatist shareholder shipper state striker student supplier "
    "supporter syndicate team tenant tribe union utility vendor voter worker teacher airline carrier "
    "publisher country driver pilot doctor lawmaker side buyer seller bidder authority"
)
"""Words for a body or many people who can be a party in their own right."""

OBSERVERS = word_set(
    "analyst expert observer commentator scholar professor historian researcher economist journalist reporter "
    "pundit strategist insider source critic pollster newspaper outlet report agency paper study survey poll "
    "media document"
)
"""Words for those who look on: sources, but no parties."""

SIDES = word_set("side party country leader nation government team camp delegation neighbour neighbor")
"""Words that with "both" or "the two" mean the two main parties."""

COUNTERPARTS = word_set("counterpart opponent adversary rival")

MEDIA_WORDS = word_set(
    "Times Post News Journal Herald Tribune Ledger Gazette Guardian Telegraph Reuters AP AFP BBC CNN NBC ABC "
    "CBS Fox Bloomberg Politico Axios Press Agency Daily Weekly Chronicle Observer Courier Mail Mirror Globe "
    "Star Sun Standard Echo Bulletin Review Magazine TASS Interfax Xinhua Spiegel Monde Zeitung Radio "
    "Television VOA NPR Inquirer Examiner Dispatch Wire Independent Register Record Banner Argus Messenger Sentinel "
    "Correspondent Newspaper Broadcasting"
)

EVENTS = word_set(
    "talks talk negotiation meeting summit deal agreement proposal plan offer document letter text treaty accord"
)

SAYING = word_set(
    "say tell add write report state note explain argue claim announce declare comment reply respond remark "
    "tweet assert contend maintain acknowledge admit concede confirm reveal indicate hint suggest stress "
    "emphasize emphasise reiterate insist warn predict estimate complain joke recall testify post continue "
    "conclude observe describe caution boast vow pledge promise allege answer urge call ask read show recount "
    "mention quote cite quip repeat"
)
"""Verbs that put words into a mouth."""

THINKING = word_set(
    "believe think feel hope expect doubt fear see consider view know worry assume suspect understand find"
)

CALENDAR = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december"
)
"""Days of the week and months, in lower case."""

UNITS = word_set(
    "acre barrel cent crown cubic day degree dime dollar euro half hectare hour kilo kilometer "
    "kilometre liter litre megawatt meter metre mile minute month penny per percent point pound quarter second "
    "square third ton tonne week year"
)
"""Units of quantities, without their plural."""

NO_PERSONS = word_set(
    "Brexit Grexit Covid COVID Medicaid Medicare Obamacare Bible Koran Quran Torah Twitter Facebook Instagram YouTube "
    "Ramadan Easter Christmas Thanksgiving Hanukkah Passover"
)
"""Names that the small language model takes for those of persons, and that are none."""

NUMBERS = word_set(
    "one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion"
)
"""Numbers that are written out."""

UTTERANCES = word_set("noise rhetoric clamour clamor outcry mention remark comment hint")
"""How a matter is spoken of: no matter by themselves ("noise about territory")."""
