"""Stories that go on stage by stage: hens, eggs a day, cartons, dollars. A drawn story stops at any of its stages.

Each stage has a sentence (written small and without its period, so that it can follow an `If`), what it does to the
number, the name of the new number in the snippet, and the question to ask if the story ends there.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    says: str
    does: str
    """`start`, `*`, `+`, `-`, `/`, `*7` and `*12` (weeks to days, years to months), `dozen`, `/60` (minutes to hours), `-%`, `+%`, `%`, `-part`, `part`."""
    low: int
    high: int
    name: str
    asks: str
    money: bool = False
    optional: bool = False


def _stage(
    says: str, does: str, low: int, high: int, name: str, asks: str = "", money: bool = False, optional: bool = False
) -> Stage:
    return Stage(says, does, low, high, name, asks, money, optional)


CONTEXTS: dict[str, tuple[Stage, ...]] = {
    "eggs": (
        _stage("<name> [has|keeps|owns] <n> [hens|chickens]", "start", 3, 40, "hens"),
        _stage(
            "each [of them|hen|one] lays <n> eggs [a|per] week", "*", 2, 7, "eggs", "how many eggs are laid in a week"
        ),
        _stage("<he> collects the eggs for <n> weeks", "*", 2, 12, "collected", "how many eggs does <he> collect"),
        _stage("<n> of the eggs break", "-", 2, 30, "left", "how many eggs are left", optional=True),
        _stage(
            "<he> packs them in cartons of <n>",
            "/",
            4,
            30,
            "cartons",
            "how many cartons does <he> fill",
        ),
        _stage(
            "<he> sells each carton for <n>",
            "*",
            2,
            9,
            "money",
            "how much money does <he> [make|get]",
            money=True,
        ),
    ),
    "orchard": (
        _stage("[<name>'s orchard|an orchard|<name>'s garden] has <n> rows of [<kind> |]trees", "start", 3, 30, "rows"),
        _stage(
            "there are <n> trees in [each|every] row", "*", 3, 25, "trees", "how many trees [are there|does it have]"
        ),
        _stage(
            "<n> of the trees [are too young to bear fruit|were lost in a storm|bear no fruit]",
            "-",
            2,
            30,
            "good",
            "how many trees bear fruit",
            optional=True,
        ),
        _stage(
            "each of [these|the other|the] trees gives <n> kilograms of fruit",
            "*",
            5,
            60,
            "fruit",
            "how many kilograms of fruit is that",
        ),
        _stage(
            "the fruit is packed in crates of <n> kilograms",
            "/",
            2,
            30,
            "boxes",
            "how many crates are needed",
        ),
        _stage(
            "each crate [is sold for|brings] <n>",
            "*",
            3,
            25,
            "money",
            "how much money does the fruit bring",
            money=True,
        ),
    ),
    "photos": (
        _stage("<name> takes <n> [pictures|photos] every day", "start", 3, 60, "photos"),
        _stage("<he> does so for <n> weeks", "*7", 2, 12, "all_photos", "how many [pictures|photos] does <he> take"),
        _stage("<he> deletes <n> of them", "-", 2, 60, "kept", "how many does <he> keep", optional=True),
        _stage(
            "a [page of <his> album|memory card] holds <n> [pictures|of them|photos]",
            "/",
            4,
            50,
            "cards",
            "how many of those does <he> need",
        ),
        _stage("each of those costs <n>", "*", 2, 30, "cost", "how much does <he> pay", money=True),
    ),
    "reading": (
        _stage("<name> reads <n> pages [an hour|per hour]", "start", 10, 60, "pages"),
        _stage(
            "<he> reads <n> hours [a day|every day|each day]",
            "*",
            2,
            6,
            "per_day",
            "how many pages does <he> read [a day|per day]",
        ),
        _stage("<he> does this for <n> days", "*", 2, 21, "read", "how many pages does <he> read"),
        _stage("all of <his> books have <n> pages", "/", 60, 400, "books", "how many books does <he> read"),
        _stage("<he> pays <n> for each book", "*", 3, 20, "cost", "how much do the books cost", money=True),
    ),
    "factory": (
        _stage("a [machine|robot|printer] makes <n> <things> [an hour|per hour|every hour]", "start", 5, 120, "made"),
        _stage(
            "it [runs|works] <n> hours a day", "*", 3, 16, "per_day", "how many <things> does it make [a day|in a day]"
        ),
        _stage(
            "it [runs|works] <n> days a week",
            "*",
            4,
            7,
            "per_week",
            "how many <things> does it make [a week|in a week]",
        ),
        _stage(
            "<n> of [the week's <things>|these] are [faulty|broken]",
            "-",
            2,
            40,
            "good",
            "how many good <things> are made in a week",
            optional=True,
        ),
        _stage("they are packed in <boxes> of <n>", "/", 4, 40, "packs", "how many <boxes> are filled in a week"),
        _stage(
            "each <box> [sells for|is sold for] <n>",
            "*",
            3,
            40,
            "money",
            "how much money do the <boxes> of a week bring",
            money=True,
        ),
    ),
    "water": (
        _stage("[a shower|<name>'s shower] uses <n> <wet> of water a minute", "start", 2, 15, "water"),
        _stage(
            "[<name> showers|<he> takes a shower of] <n> minutes[ every day|, once a day]",
            "*",
            4,
            20,
            "per_day",
            "how [many <wet> is|much water is] that a day",
        ),
        _stage("this goes on for <n> weeks", "*7", 2, 10, "used", "how much water is that [in all|altogether]"),
        _stage(
            "a [barrel|tank] holds <n> <wet>", "/", 5, 60, "barrels", "how many of them would [all the water|that] fill"
        ),
    ),
    "class_supplies": (
        _stage("a school has <n> classes", "start", 2, 12, "classes"),
        _stage(
            "[each|every] class has <n> students", "*", 12, 32, "students", "how many students does the school have"
        ),
        _stage(
            "<n> students are [absent|sick] today",
            "-",
            2,
            25,
            "present",
            "how many students are there today",
            optional=True,
        ),
        _stage(
            "every student [there |]gets <n> <things>", "*", 2, 6, "things", "how many <things> [are needed|is that]"
        ),
        _stage("<things> come in packs of <n>", "/", 4, 30, "packs", "how many packs are needed"),
        _stage("a pack costs <n>", "*", 2, 15, "cost", "how much does the school pay", money=True),
    ),
    "bakery": (
        _stage("[a bakery|<name>] bakes <n> trays of <cakes>", "start", 3, 20, "trays"),
        _stage("each tray holds <n> [<cakes>|of them]", "*", 6, 30, "cakes", "how many <cakes> is that"),
        _stage(
            "<n> of them [burn|are burnt|are eaten by the baker]",
            "-",
            2,
            20,
            "good",
            "how many <cakes> are left",
            optional=True,
        ),
        _stage(
            "<n> of [these|the <cakes>] are given to a school",
            "-",
            2,
            30,
            "left",
            "how many <cakes> are left then",
            optional=True,
        ),
        _stage("the <cakes> are put in boxes of <n>", "/", 2, 12, "boxes", "how many boxes are there"),
        _stage("a box [sells for|costs] <n>", "*", 3, 20, "money", "how much money do all the boxes bring", money=True),
        _stage(
            "the [flour and sugar|ingredients] cost <n>",
            "-",
            5,
            60,
            "profit",
            "how much money is left after that",
            money=True,
        ),
    ),
    "garden": (
        _stage("<name> plants <n> [packets|bags] of seeds", "start", 2, 15, "packets"),
        _stage("each has <n> seeds in it", "*", 6, 40, "seeds", "how many seeds does <he> plant"),
        _stage("<part> of the seeds grow", "part", 2, 10, "plants", "how many [seeds grow|plants does <he> get]"),
        _stage(
            "<he> gives <n> of the plants to <name2>",
            "-",
            2,
            30,
            "left",
            "how many plants does <he> keep",
            optional=True,
        ),
        _stage(
            "each plant [gives|has] <n> [flowers|tomatoes|peppers]",
            "*",
            2,
            15,
            "fruits",
            "how many [flowers|of them] does <he> get",
        ),
    ),
    "theater": (
        _stage("a [theater|hall|cinema] has <n> rows", "start", 6, 30, "rows"),
        _stage("there are <n> seats in each row", "*", 8, 30, "seats", "how many seats are there"),
        _stage("<percent>% of the seats are [taken|sold]", "%", 5, 95, "sold", "how many seats are [taken|sold]"),
        _stage("a ticket costs <n>", "*", 4, 25, "money", "how much money do the sold tickets bring", money=True),
        _stage("the show costs <n>", "-", 20, 400, "profit", "how much is left after the costs", money=True),
    ),
    "zoo": (
        _stage("a [zoo|museum|park] has <n> visitors [an hour|every hour]", "start", 10, 120, "visitors"),
        _stage("it is open <n> hours a day", "*", 5, 12, "per_day", "how many visitors come in a day"),
        _stage(
            "<percent>% of them [buy a guide|see the gorillas|eat there]",
            "%",
            5,
            90,
            "part",
            "how many visitors do that in a day",
        ),
        _stage("each of those pays <n>", "*", 2, 15, "money", "how much do they pay in a day", money=True),
    ),
    "walking_dogs": (
        _stage("<name> walks <n> dogs every day", "start", 2, 9, "dogs"),
        _stage("<he> gets <n> for each dog", "*", 3, 15, "per_day", "how much does <he> make a day", money=True),
        _stage("<he> does this <n> days a week", "*", 3, 7, "per_week", "how much does <he> make a week"),
        _stage("<he> works for <n> weeks", "*", 2, 20, "earned", "how much does <he> earn [in all|altogether]"),
        _stage("<he> spends <part> of the money", "-part", 2, 5, "left", "how much does <he> have left"),
        _stage("<he> buys <a_good> for <n>", "-", 5, 60, "rest", "how much money does <he> still have", money=True),
    ),
    "wages": (
        _stage("<name> [earns|makes|gets] <n> an hour", "start", 8, 40, "rate", money=True),
        _stage("<he> works <n> hours a day", "*", 3, 10, "per_day", "how much does <he> earn a day"),
        _stage("<he> works <n> days a week", "*", 3, 6, "per_week", "how much does <he> earn a week"),
        _stage(
            "<percent>% of that goes to taxes",
            "-%",
            5,
            40,
            "net",
            "how much is left of a week's pay after taxes",
            optional=True,
        ),
        _stage("<his> rent and food cost <n> a week", "-", 40, 300, "left", "how much is left each week", money=True),
        _stage("<he> saves the rest for <n> weeks", "*", 2, 20, "saved", "how much does <he> save"),
    ),
    "savings": (
        _stage("<name> saves <n> [a|every] week", "start", 3, 50, "saved", money=True),
        _stage("<he> does this for <n> weeks", "*", 3, 30, "total", "how much does <he> save"),
        _stage(
            "<his> <relative> adds <n>",
            "+",
            5,
            80,
            "with_gift",
            "how much does <he> have then",
            money=True,
            optional=True,
        ),
        _stage("<he> spends <n> on <a_good>", "-", 5, 80, "left", "how much does <he> have left", money=True),
        _stage(
            "<he> shares what is left equally with <his> [family|friends], <n> people in all",
            "/",
            2,
            6,
            "share",
            "how much does each get",
        ),
    ),
    "trip": (
        _stage("<name> drives <n> <far> an hour", "start", 30, 75, "speed"),
        _stage("<he> drives <n> hours a day", "*", 2, 9, "per_day", "how far does <he> drive in a day"),
        _stage("<he> drives for <n> days", "*", 2, 8, "distance", "how far does <he> drive in all"),
        _stage(
            "<his> car [goes|can go] <n> <far> on a gallon", "/", 10, 40, "gallons", "how many gallons does <he> need"
        ),
        _stage("gas costs <n> a gallon", "*", 2, 5, "cost", "how much does <he> spend on gas", money=True),
    ),
    "practice": (
        _stage("<name> practices the [piano|violin|guitar] <n> minutes [a day|every day]", "start", 10, 90, "minutes"),
        _stage(
            "<he> does this <n> days a week", "*", 3, 7, "per_week", "how many minutes does <he> practice in a week"
        ),
        _stage("<he> keeps it up for <n> weeks", "*", 2, 20, "total", "how many minutes does <he> practice in all"),
        _stage("an hour has 60 minutes", "/60", 60, 60, "hours", "how many hours does <he> practice in all"),
    ),
    "library": (
        _stage("a library has <n> shelves", "start", 4, 40, "shelves"),
        _stage("each shelf holds <n> books", "*", 10, 60, "books", "how many books are on the shelves"),
        _stage(
            "<n> [more |]books are bought",
            "+",
            10,
            120,
            "more",
            "how many books does the library have then",
            optional=True,
        ),
        _stage("<n> books are [lent|borrowed]", "-", 10, 120, "left", "how many books are left in the library"),
        _stage(
            "they are moved to <n> new rooms, the same number to each",
            "/",
            2,
            10,
            "room",
            "how many books are in each room",
        ),
    ),
    "pizza": (
        _stage("<name> orders <n> pizzas", "start", 2, 15, "pizzas"),
        _stage("each [pizza |]is cut into <n> slices", "*", 4, 12, "slices", "how many slices are there"),
        _stage(
            "<n> slices are [eaten at once|dropped|put aside]",
            "-",
            2,
            12,
            "left",
            "how many slices are left",
            optional=True,
        ),
        _stage(
            "the slices are shared equally by <n> people",
            "/",
            2,
            16,
            "each",
            "how many slices does each [person|one] get",
        ),
        _stage("a slice has <n> calories", "*", 100, 350, "calories", "how many calories does each person get"),
    ),
    "stickers": (
        _stage("<name> buys <n> packs of <things>", "start", 2, 20, "packs"),
        _stage("there are <n> <things> in a pack", "*", 4, 30, "total", "how many <things> does <he> buy"),
        _stage(
            "<he> already has <n> <things>",
            "+",
            3,
            60,
            "all_of_them",
            "how many <things> does <he> have now",
            optional=True,
        ),
        _stage(
            "<he> gives <part> of [them|all <his> <things>] to <name2>",
            "-part",
            2,
            6,
            "left",
            "how many <things> does <he> have left",
        ),
        _stage("<he> loses <n>", "-", 2, 20, "rest", "how many <things> are left then", optional=True),
        _stage("<he> puts <n> on each page of an album", "/", 2, 16, "pages", "how many pages does <he> fill"),
    ),
    "party": (
        _stage("<name> invites <n> [people|friends|guests] to a party", "start", 6, 60, "invited"),
        _stage("<n> of them cannot come", "-", 2, 20, "guests", "how many guests come", optional=True),
        _stage("each guest gets <n> <cakes>", "*", 2, 5, "needed", "how many <cakes> does <he> need"),
        _stage("<cakes> are sold in boxes of <n>", "/", 2, 15, "boxes", "how many boxes does <he> need"),
        _stage("a box costs <n>", "*", 3, 15, "cost", "how much do the boxes cost", money=True),
        _stage(
            "<he> has <n> dollars less than that", "-", 2, 12, "has", "how much money does <he> have", optional=True
        ),
    ),
    "sale": (
        _stage("<a_good> costs <n>", "start", 10, 90, "price", money=True),
        _stage("there is a discount of <percent>%", "-%", 10, 50, "sale_price", "how much does it cost now"),
        _stage("<name> buys <n> of them", "*", 2, 12, "cost", "how much does <he> pay"),
        _stage("delivery costs <n> more", "+", 2, 15, "total", "how much does <he> pay in all", money=True),
        _stage("<n> friends share this total equally", "/", 2, 6, "each", "how much does each pay"),
    ),
    "rope": (
        _stage("<name> buys <n> rolls of [rope|ribbon|wire]", "start", 2, 12, "rolls"),
        _stage("a roll is <n> meters long", "*", 5, 60, "meters", "how many meters is that"),
        _stage("<he> uses <n> meters", "-", 3, 40, "left", "how many meters are left"),
        _stage("<he> cuts the rest into pieces of <n> meters", "/", 2, 9, "pieces", "how many pieces does <he> get"),
        _stage(
            "<he> sells the pieces for <n> each",
            "*",
            2,
            9,
            "money",
            "how much does <he> get for the pieces",
            money=True,
        ),
    ),
    "bus_fleet": (
        _stage("a company has <n> buses", "start", 3, 25, "buses"),
        _stage("each bus makes <n> trips a day", "*", 2, 10, "trips", "how many trips is that a day"),
        _stage("on each trip there are <n> passengers", "*", 10, 50, "passengers", "how many passengers ride a day"),
        _stage("a passenger pays <n>", "*", 2, 6, "money", "how much money comes in a day", money=True),
        _stage(
            "gas and wages cost <n> a day", "-", 100, 900, "profit", "how much is left of a day's money", money=True
        ),
    ),
    "moving": (
        _stage("<name> has <n> [boxes|bags] to move", "start", 8, 90, "boxes"),
        _stage("each weighs <n> <mass>", "*", 3, 40, "weight", "how much do they weigh together"),
        _stage(
            "<his> van [carries|can carry] <n> <mass> at a time", "/", 40, 400, "trips", "how many trips are needed"
        ),
        _stage("one trip takes <n> minutes", "*", 10, 60, "minutes", "how many minutes do the trips take"),
    ),
    "wool": (
        _stage("<name> has <n> sheep", "start", 3, 50, "sheep"),
        _stage(
            "each gives <n> pounds of wool a year", "*", 2, 12, "wool", "how many pounds of wool does <he> get a year"
        ),
        _stage(
            "<n> pounds make a [blanket|sweater|coat]",
            "/",
            2,
            8,
            "made",
            "how many of [those|them] can <he> make from it",
        ),
        _stage(
            "<he> sells each one for <n>", "*", 10, 90, "money", "how much money does <he> get for them", money=True
        ),
        _stage(
            "hay for the sheep costs <n> a year",
            "-",
            20,
            300,
            "profit",
            "how much is left after paying for hay",
            money=True,
        ),
    ),
    "catering": (
        _stage("<name> invites <n> [people|guests] to a [wedding|party|dinner]", "start", 10, 300, "invited"),
        _stage(
            "<percent>% of them [do not come|cannot come|stay at home]", "-%", 5, 50, "guests", "how many guests come"
        ),
        _stage(
            "<percent>% of the guests who come [eat|order|choose] [steak|fish|pasta]",
            "%",
            10,
            90,
            "eaters",
            "how many guests choose that dish",
        ),
        _stage("that dish costs <n> a plate", "*", 8, 40, "cost", "how much do these plates cost", money=True),
    ),
    "refund": (
        _stage("<name> orders <n> <packs> of <cakes>", "start", 10, 200, "ordered"),
        _stage(
            "<percent>% of the <packs> are [spoiled|damaged|too old]",
            "%",
            5,
            60,
            "bad",
            "how many of them are bad",
        ),
        _stage(
            "<he> gets back the price of the bad ones, <n> each",
            "*",
            2,
            25,
            "refund",
            "how much money does <he> get back",
            money=True,
        ),
        _stage(
            "<he> spends <n> of this on lunch",
            "-",
            4,
            30,
            "left",
            "how much of this money does <he> have left",
            money=True,
        ),
    ),
    "rent": (
        _stage("the rent of [an apartment|a house|a flat] is <n> a month", "start", 400, 2000, "rent", money=True),
        _stage(
            "[electricity and water|utilities] cost <n> a month",
            "+",
            40,
            300,
            "with_bills",
            "how much are rent and these bills together",
            money=True,
        ),
        _stage(
            "food costs <n> a month",
            "+",
            100,
            600,
            "total",
            "how much do they cost in all each month",
            money=True,
            optional=True,
        ),
        _stage(
            "<n> [roommates|friends] share everything equally", "/", 2, 5, "share", "how much does each pay a month"
        ),
        _stage("they live there for <n> months", "*", 2, 12, "paid", "how much does each pay in that time"),
    ),
    "fundraiser": (
        _stage("a [team|class|club] sells <n> <cakes>", "start", 10, 150, "sold"),
        _stage("they get <n> for each", "*", 2, 6, "money", "how much money do they get", money=True),
        _stage("the ingredients cost <n>", "-", 10, 80, "profit", "how much is their profit", money=True),
        _stage(
            "a teacher gives them <n> more",
            "+",
            5,
            90,
            "with_gift",
            "how much money do they have then",
            money=True,
            optional=True,
        ),
        _stage(
            "they spend all of it on <n> [balls|drinks|books] of the same price",
            "/",
            2,
            25,
            "each",
            "how much does one of those cost",
        ),
    ),
    "treadmill": (
        _stage("<name> watches <n> [movies|films]", "start", 2, 9, "movies"),
        _stage("each is <n> minutes long", "*", 60, 150, "minutes", "how many minutes does <he> watch"),
        _stage(
            "<he> takes a break of <n> minutes",
            "-",
            5,
            30,
            "running",
            "how many minutes without the break are there",
            optional=True,
        ),
        _stage(
            "[while watching, <he> runs|<he> runs on a treadmill while watching,] a mile in <n> minutes",
            "/",
            6,
            15,
            "miles",
            "how many miles does <he> run",
        ),
    ),
    "calories": (
        _stage("<name> has <n> boxes of <cakes>", "start", 2, 12, "boxes"),
        _stage("there are <n> bags in a box", "*", 2, 10, "bags", "how many bags are there"),
        _stage("a bag contains <n> <cakes>", "*", 4, 30, "cakes", "how many <cakes> are there"),
        _stage("<n> of the <cakes> are [gone|eaten]", "-", 2, 30, "left", "how many <cakes> are left", optional=True),
        _stage("each has <n> calories", "*", 40, 300, "calories", "how many calories are in [them|these <cakes>]"),
    ),
    "park_trees": (
        _stage("a [park|field] is <n> <feet> long", "start", 20, 300, "length"),
        _stage("it is <n> <feet> wide", "*", 10, 200, "area", "what is its area in square <feet>"),
        _stage("there is a tree on every <n> square <feet>", "/", 5, 60, "trees", "how many trees are there"),
        _stage("<part> of the trees are [oaks|pines|old]", "part", 2, 8, "some", "how many trees is that"),
    ),
    "subscription": (
        _stage("a [gym|phone plan|music club|newspaper] costs <n> a month", "start", 5, 90, "price", money=True),
        _stage("<name> [pays for|uses|takes] it for <n> years", "*12", 2, 5, "cost", "how much does <he> pay"),
        _stage("<he> gets a discount of <percent>%", "-%", 5, 50, "paid", "how much does <he> pay after the discount"),
        _stage(
            "<his> <relative> pays <part> of [this|that]",
            "-part",
            2,
            5,
            "rest",
            "how much does <name> have to pay then",
        ),
    ),
    "training": (
        _stage("<name> runs <n> <far> [on each run|every time]", "start", 2, 15, "run"),
        _stage("<he> runs <n> times a week", "*", 2, 6, "per_week", "how many <far> does <he> run a week"),
        _stage("<he> trains for <n> weeks", "*", 3, 26, "total", "how many <far> does <he> run in that time"),
        _stage(
            "<his> [friend|brother|sister] runs <n> <far> more than that",
            "+",
            5,
            60,
            "other",
            "how many <far> does the other one run",
            optional=True,
        ),
        _stage(
            "a pair of shoes lasts <n> <far>",
            "/",
            20,
            300,
            "pairs",
            "how many pairs of shoes are worn out over that distance",
        ),
    ),
    "stairs": (
        _stage("<name> lives on a floor that is <n> stories up", "start", 2, 12, "stories"),
        _stage("each story has <n> steps", "*", 10, 24, "steps", "how many steps does <he> climb to get home"),
        _stage("<he> climbs up <n> times a day", "*", 2, 6, "per_day", "how many steps does <he> climb a day"),
        _stage("<he> does so for <n> weeks", "*7", 2, 8, "total", "how many steps does <he> climb in these weeks"),
    ),
    "typing": (
        _stage("<name> has to type <n> pages", "start", 3, 60, "pages"),
        _stage("each page has <n> words", "*", 200, 500, "words", "how many words are that"),
        _stage("<he> has already typed <n> words", "-", 100, 900, "left", "how many words are left", optional=True),
        _stage("<he> types <n> words a minute", "/", 20, 80, "minutes", "how many minutes does <he> need"),
        _stage("an hour has 60 minutes", "/60", 60, 60, "hours", "how many hours does <he> need"),
    ),
    "milk": (
        _stage("<name> has <n> cows", "start", 2, 40, "cows"),
        _stage(
            "a cow gives <n> liters of milk a day", "*", 8, 30, "per_day", "how many liters of milk does <he> get a day"
        ),
        _stage(
            "<he> keeps <n> liters of that for <his> family",
            "-",
            2,
            15,
            "sold",
            "how many liters a day are left to sell",
        ),
        _stage(
            "<he> sells it in cans of <n> liters",
            "/",
            2,
            20,
            "cans",
            "how many cans does <he> fill a day",
        ),
        _stage("one of them costs <n>", "*", 2, 15, "money", "how much money does <he> get a day", money=True),
        _stage("<he> does this for <n> days", "*", 3, 30, "earned", "how much does <he> get in all"),
    ),
    "class_trip": (
        _stage("<n> students go on a trip", "start", 20, 240, "students"),
        _stage("<n> teachers go along", "+", 2, 20, "people", "how many people go on the trip"),
        _stage("a bus takes <n> people", "/", 6, 60, "buses", "how many buses are needed"),
        _stage("a bus costs <n>", "*", 40, 300, "cost", "how much do they cost together", money=True),
        _stage(
            "the [museum|zoo] costs <n> for the whole group",
            "+",
            30,
            300,
            "total",
            "how much does the trip cost",
            money=True,
        ),
    ),
    "flowers": (
        _stage("a [florist|flower shop] has <n> bunches of [roses|tulips|lilies]", "start", 4, 40, "bunches"),
        _stage("there are <n> flowers in a bunch", "*", 5, 24, "flowers", "how many flowers are there"),
        _stage("<part> of the flowers are [red|white|yellow]", "part", 2, 6, "colored", "how many flowers is that"),
        _stage("<n> of those are sold", "-", 2, 30, "left", "how many of those are left"),
    ),
    "allowance": (
        _stage("<name> gets <n> [a month|for <his> birthday]", "start", 12, 200, "allowance", money=True),
        _stage(
            "<he> spends <part> of it [in the first week|on a game|on books]",
            "-part",
            2,
            6,
            "left",
            "how much is left [then|after that]",
        ),
        _stage(
            "then <he> spends <part> of [what is left|the rest]", "-part", 2, 6, "rest", "how much does <he> have left"
        ),
        _stage("<he> also pays <n> for lunch", "-", 2, 20, "end", "how much does <he> have in the end", money=True),
    ),
    "brothers": (
        _stage("<name> has <n> <things>", "start", 10, 200, "things"),
        _stage("<he> loses <n> of them", "-", 2, 30, "left", "how many <things> does <he> have left"),
        _stage(
            "<name2> has <n> times as many as <name> has now", "*", 2, 6, "other", "how many <things> does <name2> have"
        ),
        _stage("<name2> gets <n> more", "+", 2, 40, "more", "how many <things> does <name2> have then", optional=True),
        _stage(
            "<name2> shares all <his2> <things> equally among <n> friends",
            "/",
            2,
            12,
            "each",
            "how many does each friend get",
        ),
    ),
    "trains": (
        _stage("a train has <n> cars", "start", 3, 20, "cars"),
        _stage("each car has <n> seats", "*", 20, 90, "seats", "how many seats does the train have"),
        _stage(
            "<percent>% of the seats are [taken|occupied]", "%", 10, 95, "taken", "how many seats are [taken|occupied]"
        ),
        _stage(
            "at the next stop <n> people get on, and nobody gets off",
            "+",
            5,
            40,
            "then",
            "how many people are on the train then",
        ),
        _stage(
            "at the last stop <part> of the people get off", "-part", 2, 6, "left", "how many people stay on the train"
        ),
    ),
    "dozens": (
        _stage("<name> buys <n> dozen <cakes>", "dozen", 2, 12, "cakes"),
        _stage("<he> [eats|gives away] <n> of them", "-", 2, 20, "left", "how many <cakes> are left"),
        _stage(
            "<he> brings [the rest|what is left] to [work|school] and shares it equally among <n> people",
            "/",
            2,
            16,
            "each",
            "how many does each [person |]get",
        ),
    ),
    "sleep": (
        _stage("<name> [sleeps|works|studies] <n> hours a day", "start", 3, 9, "hours"),
        _stage(
            "<name2> does so <n> hours a day longer", "+", 2, 4, "longer", "how many hours a day does <name2> do so"
        ),
        _stage(
            "<name2> keeps to this for <n> weeks",
            "*7",
            2,
            8,
            "total",
            "how many hours is that for <name2> in these weeks",
        ),
    ),
}
