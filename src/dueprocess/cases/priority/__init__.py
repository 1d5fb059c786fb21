"""Priority of cases: given by a published criterion and no other, by whom, when and why."""
