"""Who and what stories are about: first names with their pronouns, and things to buy, collect, eat, keep and visit.

Only data and the two rules of spelling it needs (plurals, `a` or `an`). How a story draws from it is in `story.py`.
"""

import re
from dataclasses import dataclass


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(","))


GIRLS = _names(
    "Emma, Olivia, Ava, Sophia, Mia, Amelia, Ella, Lily, Grace, Chloe, Zoe, Nora, Hannah, Lucy, Ruby, Alice, "
    "Clara, Julia, Maria, Elena, Sofia, Natalia, Betty, Julie, Weng, Lena, Anna, Eva, Sara, Sarah, Laura, Rachel, "
    "Leah, Naomi, Maya, Priya, Anika, Aisha, Fatima, Layla, Yasmin, Zara, Mei, Lin, Yuki, Hana, Sakura, Min-ji, "
    "Amara, Zainab, Chioma, Ngozi, Abena, Wanjiru, Thandi, Ines, Camila, Valentina, Lucia, Rosa, Carmen, "
    "Gabriela, Ingrid, Freya, Astrid, Olga, Irina, Katya, Mrs. Lee, Ms. Carter, Mrs. Patel, Ms. Gomez, Aunt May, "
    "Tina, Jenny, Kate, Megan, Violet, Daisy, Ivy, Stella, Joan, Martha, Susan, Linda, Karen, Tanya"
)
BOYS = _names(
    "Liam, Noah, Oliver, Elijah, Ben, Lucas, Henry, Jack, Leo, Owen, Sam, Max, Theo, Felix, Adam, David, Daniel, "
    "John, Mark, Peter, Paul, Tom, Tim, Nick, Alex, Ryan, Eric, Kevin, Brian, Jason, Kyle, Jake, Luke, Ethan, "
    "Nathan, Simon, Victor, Hugo, Oscar, Arthur, Omar, Ali, Hassan, Yusuf, Karim, Ravi, Arjun, Rohan, Vikram, "
    "Wei, Jun, Hiro, Kenji, Kwame, Kofi, Chidi, Tunde, Sipho, Juan, Diego, Mateo, Pablo, Miguel, Luis, Marco, "
    "Antonio, Andre, Pierre, Hans, Erik, Lars, Ivan, Dmitri, Boris, Mr. Smith, Mr. Kim, Mr. Garcia, Uncle Bob, "
    "Frank, George, Joe, Tony, Bill, Greg"
)
PEOPLE = tuple((name, "she") for name in GIRLS) + tuple((name, "he") for name in BOYS)
RELATIVES = {
    "she": ("sister", "mother", "aunt", "cousin Amy", "grandmother", "best friend Ruth"),
    "he": ("brother", "father", "uncle", "cousin Fred", "grandfather", "best friend Neil"),
}


@dataclass(frozen=True, slots=True)
class Thing:
    one: str
    many: str


IRREGULAR = {
    "scarf": "scarves", "knife": "knives", "shelf": "shelves", "calf": "calves", "sheep": "sheep", "fish": "fish",
    "goldfish": "goldfish", "goose": "geese", "mouse": "mice", "deer": "deer", "tomato": "tomatoes", "potato": "potatoes",
    "mango": "mangoes", "loaf": "loaves", "leaf": "leaves", "child": "children", "ox": "oxen", "person": "people",
}  # fmt: skip


def plural(one: str) -> str:
    head, of, rest = one.partition(" of ")
    if of:
        return plural(head) + of + rest
    if one in IRREGULAR:
        return IRREGULAR[one]
    if one.endswith(("s", "x", "ch", "sh")):
        return one + "es"
    if one.endswith("y") and one[-2] not in "aeiou":
        return one[:-1] + "ies"
    return one + "s"


def article(word: str) -> str:
    """`an apple`, `a uniform`, `an 8`, `a 12`."""
    vowel = word[0].lower() in "aeiou" and not word.startswith(("uni", "one", "uku", "euro"))
    eight = word[0] == "8" or re.match(r"(11|18)(?!\d)|(11|18)(,?\d{3})+(?!\d)", word)
    return f"an {word}" if vowel or eight else f"a {word}"


def _things(listed: str) -> tuple[Thing, ...]:
    return tuple(Thing(one.strip(), plural(one.strip())) for one in listed.split(","))


COLLECTED = _things(
    "marble, sticker, stamp, coin, seashell, card, baseball card, postcard, bead, button, key chain, comic book, "
    "toy car, magnet, badge, crayon, pencil, balloon, bookmark, rubber band, paper clip, rock, pebble, feather, "
    "puzzle, book, photo, toy soldier, action figure, trading card, bottle cap, figurine, bracelet, ring, patch, "
    "poster, lego brick, token, ribbon, eraser, crystal, fossil, ticket, pen, block, domino, game, doll, stuffed "
    "animal, earring, ball, yo-yo"
)
EATEN = _things(
    "apple, orange, banana, peach, pear, plum, mango, strawberry, cherry, grape, lemon, lime, kiwi, apricot, fig, "
    "melon, cookie, cupcake, muffin, donut, bagel, brownie, candy, piece of candy, lollipop, chocolate, chocolate "
    "bar, gummy bear, egg, walnut, almond, peanut, carrot, tomato, potato, onion, cucumber, pepper, pancake, "
    "waffle, sandwich, biscuit, cracker, date, meatball, dumpling, samosa, taco, bun, croissant, macaron, jelly "
    "bean, pretzel"
)
SOLD_CHEAP = _things(
    "pen, pencil, notebook, eraser, ruler, marker, folder, glue stick, apple, orange, banana, muffin, cupcake, "
    "donut, bagel, sandwich, hot dog, taco, ice cream cone, juice box, bottle of water, bottle of juice, can of "
    "soup, candle, balloon, loaf of bread, carton of milk, bag of chips, box of cereal, bar of soap, greeting "
    "card, postcard, light bulb, chocolate bar, coffee, cup of tea, lemonade, popsicle, pack of gum, jar of "
    "honey, slice of pizza, burger, milkshake, highlighter, magazine, comic book, key ring, sponge, pack of "
    "stickers, bouquet, box of crayons, avocado, melon"
)
SOLD = _things(
    "shirt, T-shirt, hat, cap, scarf, sweater, book, toy, board game, video game, DVD, poster, mug, plate, bowl, "
    "lamp, ticket, movie ticket, chair, pillow, blanket, towel, backpack, basketball, football, soccer ball, "
    "jersey, belt, tie, wallet, watch, plant, rose bush, umbrella, pair of socks, can of paint, vase, picture "
    "frame, necklace, bracelet, skateboard, puzzle, calculator, dictionary, dress, skirt, pizza, cake, pie, "
    "speaker, keyboard, teapot, fan, clock, tennis racket"
)
SOLD_DEAR = _things(
    "bicycle, laptop, phone, tablet, camera, television, guitar, jacket, coat, sofa, desk, washing machine, "
    "printer, tent, violin, drum set, game console, scooter, mattress, bookcase, refrigerator, microwave, "
    "armchair, suit, telescope, kayak, treadmill, monitor, electric piano, dishwasher, winter coat, pair of "
    "boots, smartwatch, sewing machine"
)
MADE = _things(
    "cookie, cupcake, muffin, loaf of bread, cake, pie, bracelet, necklace, candle, scarf, toy, chair, table, "
    "shirt, widget, bolt, screw, bottle, car part, brick, poster, paper crane, card, wooden box, vase, mug, "
    "pizza, sandwich, bag, basket, keychain, birdhouse, phone case, T-shirt, blanket, puppet, mask, hat, dress, "
    "paper bag, circuit board, battery"
)
ANIMALS = _things(
    "cow, sheep, horse, goat, pig, chicken, duck, rabbit, hen, goose, turkey, llama, alpaca, donkey, dog, cat, "
    "hamster, parrot, turtle, frog, fish, penguin, monkey, deer, lamb, calf, goldfish, pony, pigeon, kitten, "
    "puppy"
)
FOUR_LEGS = _things("cow, sheep, horse, goat, pig, rabbit, dog, cat, donkey, llama, lamb, pony, deer, calf")
TWO_LEGS = _things("chicken, duck, hen, goose, turkey, pigeon, penguin, parrot, ostrich, rooster, peacock")
PLANTS = _things(
    "tree, apple tree, rose, tulip, sunflower, orange tree, pine tree, bush, cabbage, tomato plant, daisy, lily, "
    "cactus, oak tree, palm tree, pumpkin, flower, pepper plant, olive tree, corn stalk"
)
PACKED = _things(
    "egg, crayon, pencil, marker, battery, cookie, muffin, donut, candle, balloon, hot dog bun, juice box, "
    "bottle, orange, apple, nail, screw, tennis ball, golf ball, pen, light bulb, tea bag, sticker, card, "
    "chocolate, cupcake, bead, sock, book, can, toy, plate, cup, tile, stamp, paper clip, mango, lemon, tomato"
)
CONTAINERS = _things("box, bag, pack, crate, basket, carton, tray, jar, package, case, container, bucket, packet")
SHELVED = _things("book, DVD, can, jar, trophy, toy, plant, magazine, board game, record, bottle, shoe box")
VEHICLES = _things("bus, van, minivan, boat, canoe, raft, car, ferry, gondola, wagon, jeep")
MOVERS = _things("car, train, bus, truck, cyclist, motorcycle, van, boat, ship, plane, helicopter, runner, drone, tram")
MACHINES = _things(
    "machine, printer, robot, factory line, press, oven, photocopier, conveyor belt, mill, loom, 3D printer"
)

SHOPS = _names(
    "store, shop, market, supermarket, mall, bookstore, bakery, toy store, farmers' market, corner shop, school "
    "fair, department store, grocery store, flea market, stationery shop, gift shop, kiosk, garage sale"
)
PLACES = _names(
    "school, library, park, museum, office, beach, city, farm, station, stadium, zoo, lake, airport, theater, "
    "hospital, gym, village, town hall, campsite, harbor"
)
CITIES = _names(
    "Springfield, Riverton, Lakeside, Milford, Ashton, Oakville, Brookfield, Fairview, Greenville, Paris, Madrid, "
    "Berlin, Lyon, Osaka, Delhi, Lagos, Nairobi, Boston, Denver, Chicago, Lima, Town A, Town B"
)
JOBS = _names(
    "babysitting, mowing lawns, tutoring, washing cars, walking dogs, working at a cafe, delivering newspapers, "
    "painting fences, cleaning houses, working at the library, waiting tables, teaching piano, coding websites, "
    "fixing bicycles, gardening, working in a bakery, driving a taxi, selling ice cream"
)
WORKERS = _things(
    "worker, painter, gardener, builder, baker, tailor, farmer, carpenter, mason, volunteer, student, cleaner, "
    "programmer"
)
TASKS = _names(
    "paint a house, mow the lawn, clean the garage, build a fence, paint a fence, type a report, wash all the "
    "cars, plow a field, rake the leaves, dig a trench, tile a floor, clean the house, pack an order, assemble a "
    "shed, harvest a field, paint a room, build a wall, shovel the driveway, decorate the hall, sort the mail"
)
COLORS = _names("red, blue, green, yellow, white, black, purple, orange, pink, brown, silver, gold")
DAYS = _names("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday")
MONTHS = _names("January, February, March, April, May, June, July, August, September, October, November, December")
