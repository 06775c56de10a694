"""ModernGov's page scripts and query parameters: their true names, aliases, and which parameters identify a page.

IIS ignores case, so links come in every case; several parameters have a short and a long name.
"""

from typing import Final

# What tells one window of a register from another: the bucket, the days, the view, then the filters.
REGISTER_PARAMETERS: Final = (
    "DS", "DR", "V", "ACT", "K", "DM", "HD", "H", "DEP", "PH", "LO", "C3", "FULL", "BAM",
)  # fmt: skip

# Script (folded) -> its name as ModernGov writes it, and the parameters that say which page it is, in order.
SCRIPTS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "mgissuehistoryhome.aspx": ("mgIssueHistoryHome.aspx", ("IId",)),
    "mgissuehistorychronology.aspx": ("mgIssueHistoryChronology.aspx", ("IId",)),
    "mgdecisiondetails.aspx": ("mgDecisionDetails.aspx", ("IId", "Opt")),
    "ieissuedetails.aspx": ("ieIssueDetails.aspx", ("IId", "Opt")),
    "iedecisiondetails.aspx": ("ieDecisionDetails.aspx", ("ID", "AIId")),
    "mgdelegateddecisions.aspx": ("mgDelegatedDecisions.aspx", REGISTER_PARAMETERS),
    "mglistofficerdecisions.aspx": ("mgListOfficerDecisions.aspx", REGISTER_PARAMETERS),
    "mgplanshome.aspx": ("mgPlansHome.aspx", ()),
    "mglistplans.aspx": ("mgListPlans.aspx", ("RPId", "RD", "ST", "Year")),
    "mglistplanitems.aspx": ("mgListPlanItems.aspx", ("PlanId", "WardId")),
    "ielistdocuments.aspx": ("ieListDocuments.aspx", ("CId", "MId")),
    "ielistmeetings.aspx": ("ieListMeetings.aspx", ("CId", "Year", "ACT", "D", "Info")),
    "iedochome.aspx": ("ieDocHome.aspx", ()),
    "mgcommitteestructure.aspx": ("mgCommitteeStructure.aspx", ()),
    "mglistcommittees.aspx": ("mgListCommittees.aspx", ()),
    "mgcommitteedetails.aspx": ("mgCommitteeDetails.aspx", ("ID",)),
    "mgai.aspx": ("mgAi.aspx", ("ID",)),
    "mgreasonsrestricted.aspx": ("mgReasonsRestricted.aspx", ("ID", "OID", "OT")),
    "mgconvert2pdf.aspx": ("mgConvert2PDF.aspx", ("ID", "T", "ISATT")),
    "mgchoosedocpack.aspx": ("mgChooseDocPack.aspx", ("ID", "SID")),
    "mgmeetingattendance.aspx": ("mgMeetingAttendance.aspx", ("ID",)),
    "mglocationdetails.aspx": ("mgLocationDetails.aspx", ("RID",)),
    "mguserinfo.aspx": ("mgUserInfo.aspx", ("UID",)),
    "mgwhatsnew.aspx": ("mgWhatsNew.aspx", ("CId", "WID", "CT", "DR", "b", "RT")),
    "mgrss.aspx": ("mgRss.aspx", ("CId", "f", "Type", "M")),
    "iesearchresults2.aspx": ("ieSearchResults2.aspx", ("SS", "DT", "ADV", "CA", "SB", "PG", "SD", "ED", "CI")),
    "mgwebservice.asmx/getcommittees": ("mgWebService.asmx/GetCommittees", ()),
    "mgwebservice.asmx/getmeetings": (
        "mgWebService.asmx/GetMeetings",
        ("lCommitteeId", "sFromDate", "sToDate"),
    ),
    "mgwebservice.asmx/getallmeetingsbydate": (
        "mgWebService.asmx/GetAllMeetingsByDate",
        ("lCommitteeId", "sFromDate", "sToDate"),
    ),
    "mgwebservice.asmx/getmeeting": ("mgWebService.asmx/GetMeeting", ("lMeetingId",)),
    "mgerror.aspx": ("mgError.aspx", ()),
}

# Parameter (folded) -> its canonical name.
PARAMETERS: Final[dict[str, str]] = {
    "iid": "IId",
    "issueid": "IId",
    "opt": "Opt",
    "optionnum": "Opt",
    "optionid": "Opt",
    "id": "ID",
    "aiid": "AIId",
    "planid": "PlanId",
    "rpid": "RPId",
    "rp": "RPId",
    "rd": "RD",
    "st": "ST",
    "year": "Year",
    "cid": "CId",
    "committeeid": "CId",
    "mid": "MId",
    "meetingid": "MId",
    "oid": "OID",
    "ot": "OT",
    "t": "T",
    "isatt": "ISATT",
    "lll": "LLL",
    "wardid": "WardId",
    "d": "D",
    "info": "Info",
    "sid": "SID",
    "rid": "RID",
    "uid": "UID",
    "wid": "WID",
    "ct": "CT",
    "b": "b",
    "rt": "RT",
    "f": "f",
    "type": "Type",
    "m": "M",
    "ss": "SS",
    "dt": "DT",
    "adv": "ADV",
    "ca": "CA",
    "sb": "SB",
    "pg": "PG",
    "sd": "SD",
    "ed": "ED",
    "ci": "CI",
    "lcommitteeid": "lCommitteeId",
    "sfromdate": "sFromDate",
    "stodate": "sToDate",
    "lmeetingid": "lMeetingId",
    **{name.lower(): name for name in REGISTER_PARAMETERS},
}

# Values that say no more than leaving the parameter out.
DEFAULTS: Final[dict[str, str]] = {
    "RD": "0",
    "ST": "0",
    "LLL": "",
    "DR": "",
    "ACT": "Find",
    **dict.fromkeys(("CId", "WID", "CT", "Info", "M"), "0"),
    **{name: "0" for name in REGISTER_PARAMETERS if name not in {"DS", "DR", "V", "ACT"}},
}

# The language is part of a page's identity wherever it is given: Welsh councils serve both under one address.
LANGUAGE: Final = "LLL"

# Ports on which a site is known to serve itself a second time (Kent).
ALIAS_PORTS: Final = frozenset({9071})
