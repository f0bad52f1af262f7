"""A scoring sheet and a rating round as their files hold them."""

SHEET = {
    "method": "open_tender",
    "price_weight": 10,
    "ceiling": "100.00",
    "deduction": "0.10",
    "criteria": [{"id": "plan", "max": 90}],
    "bids": [
        {
            "id": "a",
            "price": "88.00",
            "small_micro": False,
            "qualified": True,
            "scores": {"plan": [80, 85, 78, 90, 82]},
        },
        {"id": "b", "price": "90.00", "small_micro": True, "qualified": True, "scores": {"plan": [80, 80, 80, 80, 81]}},
        {"id": "c", "price": "100.01", "qualified": True, "scores": {"plan": [80, 80, 80, 80, 81]}},
    ],
}
ROUND = {
    "population": {"self": 70, "assist": 110},
    "ballots": {
        "self": {"5": 14, "4": 12, "3": 5, "2": 3, "1": 1},
        "assist": {"5": 15, "4": 14, "3": 5, "2": 2, "1": 1},
    },
    "target": 75,
    "floor": 50,
}
