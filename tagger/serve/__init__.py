"""The HTTP service: ``python -m tagger.serve``, with the extra ``serve``.

`tagger.serve.app.create_app` makes the application, for servers other than the one of the command.
Imports nothing: the processes that tag need neither FastAPI nor uvicorn.
"""
