"""The people of the panel and their habits. All invented; nobody is under 18."""

from dataclasses import dataclass

import numpy as np

from warehouse.demo.world import ELSEWHERE, Bools, Floats, Ints, World, kilometres

BANDS = ((18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 90))
REFERENCE_YEAR = 2026
# The keenest, in deviations of their habits: without an end some would be at one place all day.
KEENEST = 1.5


@dataclass(frozen=True)
class People:
    """Panel members as arrays. `metro` is the city they live in or around, -1 if none of ours is near."""

    district: Ints
    metro: Ints
    german: Bools
    birth_year: Ints
    band: Ints
    female: Bools
    age_known: Bools
    gender_known: Bools
    works: Bools
    activity: Floats
    latitude: Floats
    longitude: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.district)


def make_people(world: World, rng: np.random.Generator) -> People:
    """As many people as the world asks for, spread over the districts."""
    district = _districts(world, rng)
    population = world.profiles.population
    band = rng.choice(len(BANDS), len(district), p=population.ages)
    low, high = np.array(BANDS).T
    age = rng.integers(low[band], high[band] + 1)
    german = np.array([d["country"] == "DE" for d in world.districts])[district]
    female = rng.random(len(district)) < 0.51
    age_known = rng.random(len(district)) >= population.age_unknown
    gender_known = rng.random(len(district)) >= population.gender_unknown
    place = _homes(world, rng, district)
    return People(
        district=district,
        metro=_metros(world)[district],
        german=german,
        birth_year=REFERENCE_YEAR - np.maximum(age, 19),
        band=band,
        female=female,
        age_known=age_known,
        gender_known=gender_known,
        works=rng.random(len(district)) < np.array(population.working)[band],
        activity=np.exp(0.5 * np.minimum(rng.normal(size=len(district)), KEENEST)),
        latitude=place[0],
        longitude=place[1],
        weight=_weights(world, german, band, female, age_known, gender_known),
    )


def _districts(world: World, rng: np.random.Generator) -> Ints:
    share = np.array([float(d["people"]) for d in world.districts])
    exact = share / share.sum() * world.people
    counts = np.floor(exact).astype(np.int64)
    counts[np.argsort(counts - exact)[: world.people - counts.sum()]] += 1
    return rng.permutation(np.repeat(np.arange(len(counts)), counts))


def _metros(world: World) -> Ints:
    names = [d["metro"] for d in world.districts]
    return np.array([world.cities.index(name) if name else ELSEWHERE for name in names])


def _homes(world: World, rng: np.random.Generator, district: Ints) -> tuple[Floats, Floats]:
    lat = np.array([float(d["latitude"]) for d in world.districts])[district]
    lon = np.array([float(d["longitude"]) for d in world.districts])[district]
    return lat + rng.normal(0, 0.008, len(lat)), lon + rng.normal(0, 0.012, len(lon))


def _weights(world: World, german: Bools, band: Ints, female: Bools, age_known: Bools, gender_known: Bools) -> Floats:
    """One weight for each country, age and gender as the operator knows them; larger where the panel is smaller."""
    w = world.profiles.weights
    by_age = np.where(age_known, np.array(w.ages)[band], 1.0)
    by_gender = np.where(gender_known, np.where(female, w.gender["female"], w.gender["male"]), 1.0)
    return np.round(np.where(german, w.DE, w.GB) * by_age * by_gender / world.scale, 2)


@dataclass(frozen=True)
class Habits:
    """For each place, the people living in or around its city and how strongly each is drawn to it, summed up."""

    residents: list[Ints]
    pull: list[Floats]

    def draw(self, rng: np.random.Generator, place: int, count: int) -> Ints:
        """People for so many visits to a place, as their habits will have it."""
        if not len(self.residents[place]):
            return np.full(count, ELSEWHERE)
        found = np.searchsorted(self.pull[place], rng.random(count), side="right")
        return self.residents[place][np.minimum(found, len(self.residents[place]) - 1)]


def make_habits(world: World, people: People, rng: np.random.Generator) -> Habits:
    """Habits from distance, age, gender, how much a person is about, and plain liking."""
    residents, pull = [], []
    for place in range(len(world.places)):
        near = np.flatnonzero(people.metro == world.city[place])
        spread = world.of_place[place].loyalty
        taste = np.exp(spread * np.minimum(rng.normal(size=len(near)), KEENEST))
        liking = _liking(world, people, place, near) * taste
        residents.append(near)
        pull.append(np.cumsum(liking) / max(liking.sum(), 1e-12))
    return Habits(residents, pull)


def suits(world: World, people: People, person: Ints, place: Ints) -> Floats:
    """How well people suit places by age and gender alone, against those who suit them best."""
    ages = np.array([p.ages for p in world.of_place])
    women = np.array([p.women for p in world.of_place])[place]
    gender = np.where(people.female[person], women, 1 - women) / np.maximum(women, 1 - women)
    age = (ages / ages.max(axis=1)[:, None])[place, people.band[person]]
    fit: Floats = age * gender
    return fit


def _liking(world: World, people: People, place: int, who: Ints) -> Floats:
    profile, lat, lon = world.of_place[place], *world.position
    km = kilometres(people.latitude[who], people.longitude[who], lat[place], lon[place])
    near: Floats = np.exp(-km / profile.decay_km) + 0.02
    gender = np.where(people.female[who], profile.women, 1 - profile.women)
    liking: Floats = near * np.array(profile.ages)[people.band[who]] * gender * people.activity[who]
    return liking
