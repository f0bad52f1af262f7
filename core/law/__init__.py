"""The law: the rulebook, the working-day calendar and the eight calculators.

Where to ask:
- `rulebook`: `rule(key)`, `rulebook(on)`; a rule's `article` stands beside every refusal.
- `workdays`: the pure `Calendar`; `calendar`: `load_calendar()` reads it from the database.
- `periods`: `earliest_deadline`, `clock_end`; `scoring`: `score_sheet`; `low_price`: `abnormally_low`; `committees`:
  `committee_size`; `credit_codes`: `read_credit_code`; `ratings`: `estimate_rating`; `limits`: the
  highest deposits and supplements.

Every calculator is a pure function and returns an `Outcome`: the result and the rules because of which.
"""
