"""The invented people of the sample area. Nobody in here exists, and no place does either."""
