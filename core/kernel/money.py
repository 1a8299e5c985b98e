"""Money: an ``int`` of fen (分, 1/100 yuan). Rates: ``Decimal`` per cent a year. Never a float."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from core.kernel.errors import BadInput


def yuan_text(fen: int) -> str:
    """``12000000`` → ``120,000.00``."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan:,}.{rest:02d}"


def fen_from_text(text: str) -> int:
    """Fen for an amount in yuan as people type it: ``120,000``, ``¥120000.5``, ``12万``.

    Raises :class:`BadInput` for anything that is not a non-negative amount of whole fen.
    """
    cleaned = text.strip().lstrip("¥￥").replace(",", "").replace("，", "").removesuffix("元").strip()
    if not cleaned:
        raise BadInput("请填写金额，如 120000 或 12万。", "Write an amount in yuan, as 120000.")
    factor = 1
    if cleaned.endswith("万"):
        cleaned, factor = cleaned[:-1].strip(), 10_000
    try:
        fen = Decimal(cleaned) * factor * 100
    except InvalidOperation:
        fen = Decimal(-1)
    if not fen.is_finite() or fen < 0 or fen != fen.to_integral_value():
        raise BadInput(
            f"“{text}”不是金额，请写成 120000 或 12万。", f"“{text}” is not an amount; write 120000."
        )
    return int(fen)


def rate_from_text(text: str) -> Decimal:
    """Per cent a year for ``6.35`` or ``6.35%``; between 0 and 36, four decimals at the most."""
    cleaned = text.strip().removesuffix("%").removesuffix("％").strip()
    if not cleaned:
        raise BadInput("请填写年利率，如 6.35。", "Write a rate a year, as 6.35.")
    try:
        rate = Decimal(cleaned)
    except InvalidOperation:
        rate = Decimal(-1)
    exponent = rate.as_tuple().exponent
    if not rate.is_finite() or not 0 <= rate <= 36 or not isinstance(exponent, int) or exponent < -4:
        raise BadInput(f"“{text}”不是年利率，请写成 6.35。", f"“{text}” is not a rate a year; write 6.35.")
    return rate
