"""English words that tell where a sentence ends; see `boundaries.py`."""

from __future__ import annotations

from typing import Final

from retrieval.segmentation.boundary_words import BoundaryWords

_TITLES = """
    Adm Brig Capt Cdr Cmdr Col Cpl Dr Fr Ft Gen Gov Hon Lt Maj Messrs Mgr Mme Mr Mrs Ms Msgr Mt
    Mx Pfc Pres Prof Pvt Rep Reps Rev Sen Sens Sgt Ste Supt
"""

_INSIDE = """
    al approx c ca cf e.g esp est i.e incl v viz vs
"""

_COUNTING = """
    App Art Ch ch Chap Eq Fig fig Figs No no Nos nos Op p Para para pl Pp pp Sec sec Sect
    Vol vol
"""

_EITHER = """
    A.D a.d a.k.a a.m Apr Assn Aug Ave B.A B.C B.C.E Blvd Bros C.E Co Conn Corp D.C Dec Dept
    Dist Ed ed Eds eds Esq Est Feb Fla Fri ft Ga Hwy Inc Inst Jan Jr Jul Jun L.A L.L.C Ln
    Ltd M.A M.D Mfg Mich Minn N.Y Nov Oct p.m Pa Ph.D Pkwy plc Rd S.A Sep Sept Sr
    St Tex Thu Thurs Tue Tues U.K U.N U.S U.S.A Univ Va Wash Wed Wis
"""

_CLOSING = """
    etc
"""

_LETTERED = """
    Class Grade Group Hepatitis Part Plan Section Type Vitamin
"""

_LEANING = """
    a an and as at but by for from her his in into its my of on or our over than that the their
    this to under very was were with your
"""

_FUNCTION = """
    A About Above According Across After Afterwards Again Against All Almost Already Also
    Although Always Among An And Another Any Anyone Are As At Because Before Behind Below
    Beneath Besides Between Beyond Both But By Can Could Despite Did Do Does During Each Earlier
    Either Even Eventually Every Everyone Everything Except Few Finally For From Further
    Furthermore Had Has Have He Hence Her Here His How However I If In Indeed Instead Into Is It
    Its Just Later Like Many Maybe Meanwhile More Moreover Most Much Must My Near Neither Never
    Nevertheless Next No Nobody None Nonetheless Nor Not Nothing Now Of Often On Once One Only
    Or Other Others Our Out Outside Over Perhaps Rather Several Shall She Should Since So Some
    Someone Sometimes Soon Still Such Than That The Their Them Then There Thereafter Therefore
    These They This Those Though Through Throughout Thus To Today Together Too Toward Towards
    Under Unless Unlike Until Up Upon Was We Well Were What When Whenever Where Whereas Whether
    Which While Who Whoever Whom Whose Why With Within Without Would Yes Yesterday Yet You Your
"""

ENGLISH: Final = BoundaryWords(
    ordinals=False,
    titles=frozenset(_TITLES.split()),
    inside=frozenset(_INSIDE.split()),
    counting=frozenset(_COUNTING.split()),
    either=frozenset(_EITHER.split()),
    closing=frozenset(_CLOSING.split()),
    numbered=frozenset(),
    lettered=frozenset(_LETTERED.split()),
    leaning=frozenset(_LEANING.split()),
    function=frozenset(_FUNCTION.split()),
)
