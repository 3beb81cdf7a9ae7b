"""How other agencies' systems are asked, and a stand-in for them. Contract: docs/agency-contract.md."""
