"""The least that a program with a pydantic model does."""

from pydantic import BaseModel


class Model(BaseModel):
    name: str


Model.model_validate({"name": "pydantic"})
