"""The HTTP API: JSON in, the Answer of the command line out. `/api/openapi.json` describes it; it needs no script."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from assistant.answer import Answer, Language
from assistant.api.entry import person_in
from assistant.api.sentences import error
from assistant.people.office import Office
from assistant.people.pace import Pace
from assistant.people.person import Person
from assistant.service import Assistant
from guardrails.roles import data_roles

LONGEST_QUESTION = 2000
MOST_TURNS = 20
ABOUT = "Ask about anonymised footfall: same gate, same roles and same audit log as in the browser."


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    client: str = Field("", max_length=200, description="for whom is asked; recorded")
    purpose: str = Field("", max_length=500, description="what for; recorded")
    language: Language | None = Field(None, description="of the answer; else that of the question")


class Question(_Given):
    """One question in German or English."""

    question: str = Field(pattern=r"\S", max_length=LONGEST_QUESTION)


class Statement(_Given):
    """One SELECT statement over the tables of the catalogue (DuckDB's dialect)."""

    sql: str = Field(pattern=r"\S")


class Written(BaseModel):
    """A turn that is SQL."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    sql: str = Field(pattern=r"\S")


class Talk(_Given):
    """The turns of one conversation; a question may refer to the one before."""

    turns: list[Annotated[str, Field(pattern=r"\S", max_length=LONGEST_QUESTION)] | Written] = Field(
        min_length=1, max_length=MOST_TURNS
    )


class PlaceShown(BaseModel):
    """A place of the data."""

    place_id: str
    place: str
    place_type: str
    district: str
    city: str
    region: str
    country: str


class Places(BaseModel):
    """What the data covers."""

    build: str
    first_day: str
    last_day: str
    places: list[PlaceShown]


class Me(BaseModel):
    """Whose token this is; `threshold` is the least number of observed people behind every figure they see."""

    name: str
    role: str
    client: str
    threshold: int


def http_api(office: Office, pace: Pace) -> FastAPI:
    """The application under `/api`, behind its entry."""
    api = FastAPI(title="footfall", description=ABOUT, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    for kind, answer in ((RequestValidationError, _unfit), (HTTPException, _astray), (Exception, _internal)):
        api.add_exception_handler(kind, answer)
    _add_asking(api, office)
    _add_talking(api, office, pace)
    _add_showing(api, office)
    return api


def _caller(request: Request) -> Person:
    return person_in(request.scope)


Caller = Annotated[Person, Depends(_caller)]


def _assistant(office: Office, person: Person, given: _Given) -> Assistant:
    own = office.assistant_of(person, "api", given.client, given.purpose)
    return replace(own, language=given.language)


def _add_asking(api: FastAPI, office: Office) -> None:
    @api.post("/api/ask")
    def ask(given: Question, person: Caller) -> Answer:
        """Answer one question."""
        return _assistant(office, person, given).ask(given.question)

    @api.post("/api/sql")
    def sql(given: Statement, person: Caller) -> Answer:
        """Answer one statement through the gate."""
        return _assistant(office, person, given).sql(given.sql)

    @api.post("/api/check")
    def check(given: Statement, person: Caller) -> Answer:
        """The verdict on a statement; nothing runs and nothing is recorded."""
        return _assistant(office, person, given).check(given.sql)


def _add_talking(api: FastAPI, office: Office, pace: Pace) -> None:
    @api.post("/api/talk", response_model=list[Answer])
    def talk(given: Talk, person: Caller) -> list[Answer] | JSONResponse:
        """Answer the turns of a conversation, one after the other."""
        wait = pace.wait_or_count(person.name, len(given.turns) - 1)
        if wait:
            return error(429, "pace", seconds=wait)
        session = _assistant(office, person, given).session()
        return [session.ask(turn) if isinstance(turn, str) else session.sql(turn.sql) for turn in given.turns]


def _add_showing(api: FastAPI, office: Office) -> None:
    @api.get("/api/places")
    def places(person: Caller) -> Places:
        """The places and days of the data."""
        known = office.assistant_of(person, "api").reference
        shown = [PlaceShown.model_validate(place, from_attributes=True) for place in known.places]
        days = known.first_day.isoformat(), known.last_day.isoformat()
        return Places(build=known.build.build_id, first_day=days[0], last_day=days[1], places=shown)

    @api.get("/api/me")
    def me(person: Caller) -> Me:
        """Whose token this is."""
        return Me(name=person.name, role=person.role, client=person.client, threshold=data_roles()[person.role])


async def _unfit(_request: Request, problem: Any) -> JSONResponse:
    first = problem.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part != "body") or "JSON"
    return error(422, "body", where=where, why=first["msg"])


async def _astray(_request: Request, problem: Any) -> JSONResponse:
    return error(problem.status_code, "path")


async def _internal(_request: Request, _problem: Any) -> JSONResponse:
    return error(500, "internal")
