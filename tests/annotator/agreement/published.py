"""Tables of ratings typed from the literature, and the thesis' own table as patterns."""

from math import nan

# Table A.1 of the thesis: 34 videos, 29 infants (numbered in the order of their pseudonyms), 3 operators.
TABLE_A1 = [[0, 0, 0]] * 21 + [[1, 0, 0]] * 2 + [[0, 1, 0]] * 2 + [[0, 1, 1]] + [[1, 1, 1]] * 2 + [[1, 2, 1]]
TABLE_A1 += [[2, 2, 2]] * 5
TABLE_A1_INFANTS = [27, 27, 28, 2, 5, 6, 7, 9, 10, 10, 11, 12, 13, 16, 20, 21, 22, 23, 24, 25, 26, 8, 18, 15, 17, 19]
TABLE_A1_INFANTS += [2, 4, 14, 0, 1, 1, 3, 3]

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: 12 units, 4 observers, missing values.
# The same data are example "cac.raw4raters" of Gwet (2014), Handbook of Inter-Rater Reliability, p. 120.
KRIPPENDORFF_C = [
    [1, 1, nan, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [nan, 5, 5, 5],
    [nan, nan, 1, 1],
    [nan, nan, 3, nan],
]

# Fleiss (1971), Psychological Bulletin 76, table 1: 30 patients, 6 psychiatrists each; per patient, diagnoses 1-5.
FLEISS_ROWS = """
444444 222555 233335 555555 222444 113333 333355 113334 114444 555555
144444 124444 222333 144444 224445 333335 111455 111112 224444 133555
555555 244444 224555 114444 144445 222224 111155 224444 133333 555555
"""
FLEISS_1971 = [[int(digit) for digit in row] for row in FLEISS_ROWS.split()]

# Shrout & Fleiss (1979), Psychological Bulletin 86, table 2: 6 targets, 4 judges.
SHROUT_FLEISS_1979 = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

# Bland & Altman (1986), Lancet i: 307-310, table: peak flow in l/min, first readings, Wright and mini meter.
WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]

# Cohen (1960), Educational and Psychological Measurement 20, table 1, per cent of the subjects; either judge may stand
# in the rows.
COHEN_1960 = [[44, 5, 1], [7, 20, 3], [9, 5, 6]]

# Feinstein & Cicchetti (1990), J Clin Epidemiol 43:543: the same agreement, balanced and skewed; yes first.
BALANCED_1990 = [[40, 9], [6, 45]]
SKEWED_1990 = [[80, 10], [5, 5]]


def from_crosstab(table: list[list[int]], *, levels: list[int] | None = None) -> list[list[int]]:
    """The ratings of two operators behind a cross-table whose rows are the first operator's levels."""
    names = levels or list(range(len(table)))
    return [
        [names[row], names[column]]
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]
