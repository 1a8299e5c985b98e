"""ECVRF-EDWARDS25519-SHA512-TAI (RFC 9381 §5): a lot that nobody can choose and anybody can check.

A verifiable random function turns an input into 64 bytes that only the holder of the key can compute, of which there
is only one per input and key, and which everyone can check with the public key. Group operations are libsodium's.

Stricter than the RFC in one place: the public key and Gamma must lie in the prime-order subgroup, not merely be of
large order. No honest prover ever makes another, and libsodium computes with no other.
"""

from __future__ import annotations

import hashlib

import nacl.bindings as sodium

from core.kernel.errors import BadInput

SEED_BYTES = 32
POINT_BYTES = 32
PROOF_BYTES = 80
OUTPUT_BYTES = 64

# RFC 9381 §5.5: suite_string; §5.4: domain separators.
_SUITE = b"\x03"
_ENCODE, _CHALLENGE, _PROOF_TO_HASH, _BACK = b"\x01", b"\x02", b"\x03", b"\x00"
_CHALLENGE_BYTES = 16

_FIELD = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_IDENTITY = (1).to_bytes(32, "little")


def public_key(seed: bytes) -> bytes:
    """The 32-byte public key of a 32-byte ``seed``: the same as Ed25519's (RFC 8032 §5.1.5)."""
    return _times_base(secret_scalar(seed))


def prove(seed: bytes, alpha: bytes, public: bytes | None = None) -> bytes:
    """The 80-byte proof for ``alpha`` (RFC 9381 §5.1): Gamma, c (16 bytes), s (32 bytes).

    ``public``: :func:`public_key` of this very seed, from a caller who keeps it.
    """
    scalar = secret_scalar(seed)
    public = public or _times_base(scalar)
    point, _ = encode_to_curve(public, alpha)
    gamma = _times(scalar, point)
    nonce = nonce_scalar(seed, point)
    challenge = _challenge(public, point, gamma, _times_base(nonce), _times(nonce, point))
    # s = k + c·x mod q, in libsodium's constant time: x and k are secret.
    s = sodium.crypto_core_ed25519_scalar_add(
        nonce, sodium.crypto_core_ed25519_scalar_mul(_wide(challenge), scalar)
    )
    return gamma + challenge + s


def verify(public: bytes, alpha: bytes, proof: bytes) -> bytes | None:
    """The 64-byte output if ``proof`` is valid for ``alpha``, else ``None`` (RFC 9381 §5.3, validate_key = TRUE)."""
    if not _is_prime_order_point(public):
        return None
    decoded = _decode_proof(proof)
    if decoded is None:
        return None
    gamma, challenge, s = decoded
    point, _ = encode_to_curve(public, alpha)
    c = _wide(challenge)
    u = sodium.crypto_core_ed25519_sub(_times_base(s), _times(c, public))
    v = sodium.crypto_core_ed25519_sub(_times(s, point), _times(c, gamma))
    if _challenge(public, point, gamma, u, v) != challenge:
        return None
    return _output(gamma)


def proof_to_hash(proof: bytes) -> bytes:
    """The 64-byte output of ``proof`` (RFC 9381 §5.2); says nothing unless the proof has been verified.

    Raises ``BadInput`` if the proof cannot be decoded.
    """
    decoded = _decode_proof(proof)
    if decoded is None:
        raise BadInput("抽签证明格式不正确。", "The proof of the draw is not well formed.")
    return _output(decoded[0])


def secret_scalar(seed: bytes) -> bytes:
    """The secret scalar x of ``seed`` modulo q, 32 bytes little-endian (RFC 8032 §5.1.5, clamped, then reduced)."""
    if len(seed) != SEED_BYTES:
        raise BadInput("抽签密钥必须是 32 字节。", "The key of the draw must be 32 bytes.")
    half = bytearray(hashlib.sha512(seed).digest()[:32])
    half[0] &= 248
    half[31] = half[31] & 127 | 64
    return sodium.crypto_core_ed25519_scalar_reduce(bytes(half) + bytes(32))


def nonce_scalar(seed: bytes, point: bytes) -> bytes:
    """The deterministic nonce k of RFC 9381 §5.4.2.2 for the encoded input ``point``."""
    prefix = hashlib.sha512(seed).digest()[32:]
    return sodium.crypto_core_ed25519_scalar_reduce(hashlib.sha512(prefix + point).digest())


def encode_to_curve(public: bytes, alpha: bytes) -> tuple[bytes, int]:
    """The point H for ``alpha`` and the counter that gave it (RFC 9381 §5.4.1.1, try and increment)."""
    for counter in range(256):
        digest = hashlib.sha512(_SUITE + _ENCODE + public + alpha + bytes([counter]) + _BACK).digest()
        candidate = digest[:POINT_BYTES]
        if _is_point(candidate):
            point = _times_cofactor(candidate)
            if point != _IDENTITY:
                return point, counter
    # Each counter fails with a chance of one half: 2^-256.
    raise BadInput("该输入无法映射到曲线。", "The input has no point on the curve.")


def _challenge(*points: bytes) -> bytes:
    return hashlib.sha512(_SUITE + _CHALLENGE + b"".join(points) + _BACK).digest()[:_CHALLENGE_BYTES]


def _output(gamma: bytes) -> bytes:
    return hashlib.sha512(_SUITE + _PROOF_TO_HASH + _times_cofactor(gamma) + _BACK).digest()


def _decode_proof(proof: bytes) -> tuple[bytes, bytes, bytes] | None:
    if len(proof) != PROOF_BYTES:
        return None
    gamma, challenge, s = proof[:32], proof[32:48], proof[48:]
    if not _is_prime_order_point(gamma) or int.from_bytes(s, "little") >= _ORDER:
        return None
    return gamma, challenge, s


def _is_point(data: bytes) -> bool:
    """Whether ``data`` decodes by RFC 8032 §5.1.3; libsodium's own decoding takes y ≥ p and minus zero too."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    if y >= _FIELD or (sign and y in (1, _FIELD - 1)):
        return False
    try:
        sodium.crypto_core_ed25519_add(data, _IDENTITY)
    except RuntimeError:  # how PyNaCl says that the point is not on the curve
        return False
    return True


def _is_prime_order_point(data: bytes) -> bool:
    return len(data) == POINT_BYTES and _is_point(data) and sodium.crypto_core_ed25519_is_valid_point(data)


def _wide(challenge: bytes) -> bytes:
    return challenge + bytes(32 - _CHALLENGE_BYTES)


def _times_base(scalar: bytes) -> bytes:
    # libsodium refuses the zero scalar, which a hostile proof may hold.
    return sodium.crypto_scalarmult_ed25519_base_noclamp(scalar) if any(scalar) else _IDENTITY


def _times(scalar: bytes, point: bytes) -> bytes:
    return sodium.crypto_scalarmult_ed25519_noclamp(scalar, point) if any(scalar) else _IDENTITY


def _times_cofactor(point: bytes) -> bytes:
    for _ in range(3):
        point = sodium.crypto_core_ed25519_add(point, point)
    return point
