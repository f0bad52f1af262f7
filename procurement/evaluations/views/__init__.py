"""Pages of evaluations: the buyer's, each member's, the leader's, and the bidder's answer."""
