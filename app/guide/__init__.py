"""From a guide's text to proposals for cards and a study plan: plain values in, plain values out."""
