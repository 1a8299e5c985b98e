"""The verifiable random function against the published vectors, and against bad keys and proofs."""

import hashlib

import nacl.bindings as sodium
import pytest

from core.draw import ecvrf, verify_draw
from core.kernel.errors import BadInput

# RFC 9381 Appendix B.3, Examples 16, 17 and 18.
VECTORS = [
    {
        "seed": "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "public": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "alpha": "",
        "scalar": "307c83864f2833cb427a2ef1c00a013cfdff2768d980c0a3a520f006904de94f",
        "counter": 0,
        "point": "91bbed02a99461df1ad4c6564a5f5d829d0b90cfc7903e7a5797bd658abf3318",
        "nonce": "8a49edbd1492a8ee09766befe50a7d563051bf3406cbffc20a88def030730f0f",
        "u": "aef27c725be964c6a9bf4c45ca8e35df258c1878b838f37d9975523f09034071",
        "v": "5016572f71466c646c119443455d6cb9b952f07d060ec8286d678615d55f954f",
        "proof": "8657106690b5526245a92b003bb079ccd1a92130477671f6fc01ad16f26f723f"
        "26f8a57ccaed74ee1b190bed1f479d9727d2d0f9b005a6e456a35d4fb0daab1268a1b0db10836d9826a528ca76567805",
        "output": "90cf1df3b703cce59e2a35b925d411164068269d7b2d29f3301c03dd757876ff"
        "66b71dda49d2de59d03450451af026798e8f81cd2e333de5cdf4f3e140fdd8ae",
    },
    {
        "seed": "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "public": "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "alpha": "72",
        "scalar": "68bd9ed75882d52815a97585caf4790a7f6c6b3b7f821c5e259a24b02e502e51",
        "counter": 1,
        "point": "5b659fc3d4e9263fd9a4ed1d022d75eaacc20df5e09f9ea937502396598dc551",
        "nonce": "d8c3a66921444cb3427d5d989f9b315aa8ca3375e9ec4d52207711a1fdb44107",
        "u": "1dcb0a4821a2c48bf53548228b7f170962988f6d12f5439f31987ef41f034ab3",
        "v": "fd03c0bf498c752161bae4719105a074630a2aa5f200ff7b3995f7bfb1513423",
        "proof": "f3141cd382dc42909d19ec5110469e4feae18300e94f304590abdced48aed593"
        "3bf0864a62558b3ed7f2fea45c92a465301b3bbf5e3e54ddf2d935be3b67926da3ef39226bbc355bdc9850112c8f4b02",
        "output": "eb4440665d3891d668e7e0fcaf587f1b4bd7fbfe99d0eb2211ccec90496310eb"
        "5e33821bc613efb94db5e5b54c70a848a0bef4553a41befc57663b56373a5031",
    },
    {
        "seed": "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "public": "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "alpha": "af82",
        "scalar": "909a8b755ed902849023a55b15c23d11ba4d7f4ec5c2f51b1325a181991ea95c",
        "counter": 0,
        "point": "bf4339376f5542811de615e3313d2b36f6f53c0acfebb482159711201192576a",
        "nonce": "5ffdbc72135d936014e8ab708585fda379405542b07e3bd2c0bd48437fbac60a",
        "u": "2bae73e15a64042fcebf062abe7e432b2eca6744f3e8265bc38e009cd577ecd5",
        "v": "88cba1cb0d4f9b649d9a86026b69de076724a93a65c349c988954f0961c5d506",
        "proof": "9bc0f79119cc5604bf02d23b4caede71393cedfbb191434dd016d30177ccbf80"
        "96bb474e53895c362d8628ee9f9ea3c0e52c7a5c691b6c18c9979866568add7a2d41b00b05081ed0f58ee5e31b3a970e",
        "output": "645427e5d00c62a23fb703732fa5d892940935942101e456ecca7bb217c61c45"
        "2118fec1219202a0edcf038bb6373241578be7217ba85a2687f7a0310b2df19f",
    },
]
FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
IDENTITY = (1).to_bytes(32, "little")
# A generator of the eight points of small order (any of order 8 will do; see the test that checks it).
ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")


@pytest.mark.parametrize("vector", VECTORS, ids=["example-16", "example-17", "example-18"])
def test_the_published_vectors(vector):
    seed, public, alpha = (bytes.fromhex(vector[name]) for name in ("seed", "public", "alpha"))
    assert ecvrf.public_key(seed) == public
    # The RFC prints x before its reduction modulo q.
    scalar = int.from_bytes(bytes.fromhex(vector["scalar"]), "little") % ORDER
    assert ecvrf.secret_scalar(seed) == scalar.to_bytes(32, "little")
    point, counter = ecvrf.encode_to_curve(public, alpha)
    assert (point.hex(), counter) == (vector["point"], vector["counter"])
    nonce = ecvrf.nonce_scalar(seed, point)
    assert nonce.hex() == vector["nonce"]
    assert sodium.crypto_scalarmult_ed25519_base_noclamp(nonce).hex() == vector["u"]
    assert sodium.crypto_scalarmult_ed25519_noclamp(nonce, point).hex() == vector["v"]
    proof = ecvrf.prove(seed, alpha)
    assert proof.hex() == vector["proof"]
    assert ecvrf.proof_to_hash(proof).hex() == vector["output"]
    output = verified(public, alpha, proof)
    assert output is not None
    assert output.hex() == vector["output"]


def verified(public: bytes, alpha: bytes, proof: bytes) -> bytes | None:
    """The verdict of libsodium's check, on which the stand-alone one in pure Python must agree."""
    output = ecvrf.verify(public, alpha, proof)
    assert verify_draw.random_output(public, alpha, proof) == output
    return output


@pytest.fixture
def example() -> tuple[bytes, bytes, bytes]:
    vector = VECTORS[1]
    return bytes.fromhex(vector["public"]), bytes.fromhex(vector["alpha"]), bytes.fromhex(vector["proof"])


def test_every_flipped_bit_of_a_proof_is_refused(example):
    public, alpha, proof = example
    for bit in range(len(proof) * 8):
        forged = bytearray(proof)
        forged[bit // 8] ^= 1 << bit % 8
        check = verified if bit % 11 == 0 else ecvrf.verify  # pure Python takes its time
        assert check(public, alpha, bytes(forged)) is None


def test_other_input_other_key_and_other_lengths_are_refused(example):
    public, alpha, proof = example
    assert verified(public, alpha + b"\x00", proof) is None
    assert verified(bytes.fromhex(VECTORS[0]["public"]), alpha, proof) is None
    for forged in (b"", proof[:-1], proof + b"\x00"):
        assert verified(public, alpha, forged) is None
    for key in (b"", public[:-1], public + b"\x00"):
        assert verified(key, alpha, proof) is None


def test_a_scalar_of_q_or_more_is_refused(example):
    public, alpha, proof = example
    s = int.from_bytes(proof[48:], "little")
    for multiple in (1, 2, 7):
        assert verified(public, alpha, proof[:48] + (s + multiple * ORDER).to_bytes(32, "little")) is None
    with pytest.raises(BadInput):
        ecvrf.proof_to_hash(proof[:48] + ORDER.to_bytes(32, "little"))


def test_the_small_order_point_used_here_has_order_eight():
    point, order = ORDER_8, 1
    while point != IDENTITY:
        point, order = sodium.crypto_core_ed25519_add(point, ORDER_8), order + 1
    assert order == 8


def test_keys_and_points_of_small_order_or_outside_the_subgroup_are_refused(example):
    public, alpha, proof = example
    mixed_key = sodium.crypto_core_ed25519_add(public, ORDER_8)
    mixed_gamma = sodium.crypto_core_ed25519_add(proof[:32], ORDER_8)
    point = IDENTITY
    for _ in range(8):
        assert verified(point, alpha, proof) is None
        assert verified(public, alpha, point + proof[32:]) is None
        point = sodium.crypto_core_ed25519_add(point, ORDER_8)
    assert verified(mixed_key, alpha, proof) is None
    assert verified(public, alpha, mixed_gamma + proof[32:]) is None


def test_a_proof_that_the_identity_as_key_would_accept_is_refused():
    # With Y = Gamma = 0 every s with c = H(…, sB, sH) passes the equation: only key validation stops it.
    alpha, s = b"anything", (5).to_bytes(32, "little")
    point, _ = ecvrf.encode_to_curve(IDENTITY, alpha)
    u = sodium.crypto_scalarmult_ed25519_base_noclamp(s)
    v = sodium.crypto_scalarmult_ed25519_noclamp(s, point)
    challenge = hashlib.sha512(b"\x03\x02" + IDENTITY + point + IDENTITY + u + v + b"\x00").digest()[:16]
    assert verified(IDENTITY, alpha, IDENTITY + challenge + s) is None


@pytest.mark.parametrize("rest", [0, ORDER % 8], ids=["as c", "as q - c"])
def test_a_second_proof_that_the_key_holder_could_make_outside_the_subgroup_is_refused(rest):
    # Gamma + a point of order 8 satisfies the equation whenever 8 divides the factor of Gamma: one try in eight does.
    seed, alpha = bytes(range(32)), b"anything"
    public, scalar = ecvrf.public_key(seed), int.from_bytes(ecvrf.secret_scalar(seed), "little")
    point, _ = ecvrf.encode_to_curve(public, alpha)
    gamma = sodium.crypto_core_ed25519_add(ecvrf.prove(seed, alpha)[:32], ORDER_8)
    for nonce in range(1, 1000):
        k = nonce.to_bytes(32, "little")
        u, v = (
            sodium.crypto_scalarmult_ed25519_base_noclamp(k),
            sodium.crypto_scalarmult_ed25519_noclamp(k, point),
        )
        challenge = hashlib.sha512(b"\x03\x02" + public + point + gamma + u + v + b"\x00").digest()[:16]
        c = int.from_bytes(challenge, "little")
        if c % 8 == rest:
            break
    s = (nonce + c * scalar) % ORDER
    forged = gamma + challenge + s.to_bytes(32, "little")
    torsion = sodium.crypto_core_ed25519_sub(gamma, ecvrf.prove(seed, alpha)[:32])
    assert torsion == ORDER_8
    assert verified(public, alpha, forged) is None


@pytest.mark.parametrize("y", [FIELD, FIELD + 1, FIELD + 18, 1 | 1 << 255, FIELD - 1 | 1 << 255])
def test_non_canonical_points_are_refused(example, y):
    public, alpha, proof = example
    encoded = y.to_bytes(32, "little")
    assert verified(encoded, alpha, proof) is None
    assert verified(public, alpha, encoded + proof[32:]) is None


def test_the_stand_alone_check_reads_each_point_in_one_spelling_only():
    for y in range(19):
        for sign in (0, 1 << 255):
            once = verify_draw.decode((y | sign).to_bytes(32, "little"))
            again = verify_draw.decode((FIELD + y | sign).to_bytes(32, "little"))
            assert again is None
            assert once is None or verify_draw.encode(once) == (y | sign).to_bytes(32, "little")


def test_zero_scalars_in_a_hostile_proof_do_not_break_the_check(example):
    public, alpha, proof = example
    assert verified(public, alpha, proof[:32] + bytes(48)) is None


def test_a_seed_of_another_length_is_refused():
    with pytest.raises(BadInput):
        ecvrf.prove(bytes(31), b"")
