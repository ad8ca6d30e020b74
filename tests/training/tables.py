"""Three problems that a tiny model learns by heart, and their rows."""

QUESTIONS = {"What is 2*3?": "2*3", "What is 7*6?": "7*6", "What is 9-4?": "9-4"}
ANSWERS = {"2*3": "6", "7*6": "42", "9-4": "5"}


def row(question: str) -> dict[str, object]:
    answer = ANSWERS[QUESTIONS[question]]
    return {
        "question": question,
        "steps": [
            {
                "text": f"<tool_call>\nprint({QUESTIONS[question]})\n</tool_call>",
                "observation": f"\n```output\n{answer}\n```\n",
            },
            {"text": f"\\boxed{{{answer}}}<|im_end|>", "observation": ""},
        ],
    }
