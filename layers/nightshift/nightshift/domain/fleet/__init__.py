"""What came of asking many instances at once, and what AWS's refusal says about which of them."""
