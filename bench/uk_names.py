"""What are people in the UK called? Common names with rough shares, and rarer ones put together from parts.

Written for this product from general knowledge; no list was copied. Shares only have to make a register that is
as hard as a real one: a few names very common, most of them rare, and several languages side by side.
"""

from random import Random

# Most common first; shares fall with the rank (see `ranked`).
MALE = {
    "british": (
        "David John Paul Mark Andrew James Michael Stephen Robert Christopher Richard Peter Daniel Matthew Thomas "
        "Ian Kevin Anthony William Simon Alan Steven Gary Martin Lee Darren Adam Jason Stuart Neil Craig Jonathan "
        "Philip Benjamin Scott Ryan Colin Graham Nicholas Wayne Keith Carl Ashley Jamie Luke Joseph Kenneth Edward "
        "Dean Barry Nigel Alexander Samuel Sean Shaun Trevor Brian George Raymond Roger Terence Derek Liam Aaron "
        "Joshua Nathan Callum Jack Connor Kieran Dale Russell Timothy Patrick Gareth Adrian Justin Malcolm Geoffrey "
        "Leslie Ronald Dennis Roy Gerald Norman Douglas Donald Clive Glen Frank Arthur Albert Harold Ernest Reginald "
        "Bernard Cyril Stanley Leonard Frederick Walter Herbert Ralph Howard Maurice Eric Gordon Harry Charles Henry "
        "Oliver Jake Lewis Reece Bradley Tyler Kyle Brett Damian Dominic Duncan Edmund Eugene Francis Gregory Guy "
        "Hugh Ivan Jeremy Julian Karl Laurence Marcus Maxwell Miles Oscar Owen Rupert Sebastian Toby Victor Vincent"
    ),
    "celtic": (
        "Sean Patrick Declan Ciaran Eoin Brendan Dermot Fergal Seamus Padraig Conor Aidan Gareth Rhys Huw Dafydd "
        "Emyr Gwilym Ieuan Iwan Dewi Aled Llyr Angus Hamish Fraser Ewan Callum Alasdair Ruaridh Gregor Iain"
    ),
    "south_asian": (
        "Muhammad Mohammed Mohammad Ali Imran Ahmed Abdul Tariq Rajesh Sanjay Vijay Amit Gurpreet Harpreet Jaspal "
        "Balwinder Sukhdev Arif Asif Faisal Hassan Hussain Ibrahim Iqbal Javed Kamran Khalid Mahmood Naveed Omar "
        "Rashid Rizwan Saeed Salim Shahid Suresh Usman Waqar Yusuf Zahid Dilip Kiran Nilesh Prakash Ramesh"
    ),
    "european": (
        "Piotr Krzysztof Andrzej Tomasz Pawel Jan Michal Marcin Jakub Adam Lukasz Grzegorz Mateusz Wojciech Rafal "
        "Dariusz Zbigniew Ion Andrei Alexandru Mihai Cristian Florin Vasile Antonio Giuseppe Marco Jose Carlos "
        "Manuel Joao Pedro Andrius Tomas Darius Ivan Dmitri Sergei Vladimir Nikolai"
    ),
    "african": (
        "Emmanuel Samuel Daniel Joseph Kwame Kofi Chukwuemeka Olumide Oluwaseun Adebayo Tunde Femi Ibrahim Musa "
        "Abdirahman Mohamed Yusuf Abdi Tendai Tinashe Blessing Godfrey Moses Isaac Winston Leroy Delroy Clive"
    ),
    "east_asian": "Wei Jun Ming Chun Hao Jian Lei Minh Van Duc Hung Tuan Anh Quang Thanh Kenji Sung Jin",
}  # fmt: skip
FEMALE = (
    "Susan Margaret Patricia Christine Sarah Julie Karen Jacqueline Deborah Tracey Jane Helen Diane Sharon Angela "
    "Alison Caroline Amanda Sandra Linda Catherine Elizabeth Carol Joanne Wendy Janet Dawn Nicola Lisa Claire "
    "Michelle Samantha Rebecca Emma Laura Rachel Jessica Gemma Kelly Lauren Siobhan Sian Agnieszka Fatima Nasreen"
)
SURNAMES = {
    "british": (
        "Smith Jones Williams Taylor Brown Davies Evans Wilson Thomas Johnson Roberts Robinson Thompson Wright "
        "Walker White Edwards Hughes Green Hall Lewis Harris Clarke Patel Jackson Wood Turner Martin Cooper Hill "
        "Ward Morris Moore Clark Lee King Baker Harrison Morgan Allen James Scott Phillips Watson Davis Parker "
        "Price Bennett Young Griffiths Mitchell Kelly Cook Carter Richardson Bailey Collins Bell Shaw Murphy Miller "
        "Cox Richards Khan Marshall Anderson Simpson Ellis Adams Singh Begum Wilkinson Foster Chapman Powell Webb "
        "Rogers Gray Mason Ali Hunt Hussain Campbell Matthews Owen Palmer Holmes Mills Barnes Knight Lloyd Butler "
        "Russell Barker Fisher Stevens Jenkins Murray Dixon Harvey Graham Pearson Ahmed Fletcher Walsh Kaur Gibson "
        "Howard Andrews Stewart Elliott Reynolds Saunders Payne Fox Ford Pearce Day Brooks West Lawrence Cole "
        "Atkinson Bradley Spencer Gill Dawson Watts Burton Rose Ryan Grant Booth Wells Harding Armstrong Perry "
        "Francis Burgess Carr Lane Hudson Newman Barrett Hart Henderson Webster Nicholson Kennedy Hamilton Dean "
        "Read Reid Stone Berry Bird Burns Chambers Cross Cunningham Curtis Doyle Duncan Ferguson Fuller Gardner "
        "George Gordon Hawkins Hayes Hopkins Hughes Hunter Hutchinson Johnston Jordan Kay Kemp Knowles Lambert "
        "Marsh May Moss Neal Nicholls Norman Page Parsons Porter Potter Rees Rice Riley Robertson Rowe Sharp "
        "Sutton Swift Tucker Walton Warren Weston Wheeler Whitehead Woods Woodward"
    ),
    "celtic": (
        "O'Neill O'Brien O'Connor O'Sullivan McDonald MacDonald McCarthy Kelly Murphy Byrne Gallagher Doherty "
        "Kennedy McLaughlin McKenzie MacLeod McGregor Campbell Sinclair Griffiths Llewellyn Pritchard Prosser Vaughan "
        "Bevan Bowen Gwynne Ŵyn Price Rees ap_Gwilym Fitzgerald Fitzpatrick Maguire Quinn Brennan Nolan"
    ),
    "south_asian": (
        "Patel Khan Singh Ali Hussain Ahmed Begum Kaur Shah Malik Mahmood Iqbal Akhtar Chaudhry Sharma Gupta Desai "
        "Mistry Chowdhury Rahman Islam Uddin Miah Butt Mirza Qureshi Siddiqui Sandhu Dhillon Gill Sidhu Bhatti Rana "
        "Rashid Aslam Bashir Hanif Javed Nair Reddy Fernando Perera"
    ),
    "european": (
        "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Dąbrowski Popescu Ionescu "
        "Popa Dumitru Rossi Russo Ferrari Garcia Fernandez Silva Santos Ferreira da_Silva Kazlauskas Petrauskas "
        "Ivanov Petrov Novák Horváth Kovács van_Dijk de_Vries Müller Schmidt Kołodziej Jabłoński"
    ),
    "african": (
        "Okafor Adeyemi Adebayo Mensah Owusu Boateng Appiah Asante Osei Okonkwo Eze Balogun Ogunleye Mohamed Abdi "
        "Hassan Warsame Moyo Ncube Dube Sibanda Nkosi Campbell Brown Williams Grant Clarke"
    ),
    "east_asian": "Wong Chan Chen Li Wang Zhang Liu Lam Cheung Ng Nguyễn Trần Lê Phạm Hoàng Tan Lim Kim Park Tanaka",
}  # fmt: skip
SHARES = (
    ("british", 0.77), ("south_asian", 0.09), ("celtic", 0.06), ("european", 0.04), ("african", 0.025),
    ("east_asian", 0.015),
)  # fmt: skip
# A rarer British surname: a beginning and an end, as places that gave people their names have them.
BEGINNINGS = (
    "Ash Barn Beck Birch Black Blake Bram Brad Brock Brough Burn Carl Charl Chat Clay Cold Col Cran Crow Dal Dar Den "
    "Dun East Egg Ell Elm Fair Farn Fen Flint Gar Gates Glaz Green Grim Had Hal Ham Har Hart Haver Haz Hather Heath "
    "Hemp Hol Horn Hurst Ing Kel Ken Kil King Kirk Lang Lay Led Lin Long Lud Mar Mel Mid Mor Nether New Nor North Oak "
    "Old Orm Os Pad Pem Pick Pres Rad Rams Raw Red Rip Rock Rod Row Rush Sal Sand Sed Shel Ship Skel Som South Stan "
    "Staple Stock Strat Sud Swin Tad Thorn Thur Til Tod Up Wake Wal War Wat Weather Wel West Whit Wid Wil Win Wool Wor"
)
ENDS = (
    "by bury burn bourne bridge brook combe cote cott croft dale den don fell field ford gate grave ham head hill holme "
    "hope hurst land ley low man mere more ridge sall sby sell shaw stead ster stone ter thorpe ton wall water way well "
    "wick wood worth son er kin ett"
)
RARER = 0.52  # of British surnames


def ranked(chance: Random, names: str, fall: float) -> str:
    """One of the names; the first comes most often, and the nth n ** -fall times as often, or nearly."""
    words = names.split()
    share = chance.random() ** (1 / (1 - fall))
    return words[min(int(share * len(words)), len(words) - 1)].replace("_", " ")


def background(chance: Random) -> str:
    """Where a person's names come from."""
    share = chance.random()
    for name, of in SHARES:
        share -= of
        if share < 0:
            return name
    return SHARES[0][0]


def forename(chance: Random, of: str, female: bool = False) -> str:
    return ranked(chance, FEMALE if female else MALE[of], 0.4)


def surname(chance: Random, of: str) -> str:
    """A surname; of the British ones half are rare and some are double-barrelled."""
    if of == "british" and chance.random() < 0.03:
        return f"{surname(chance, of)}-{surname(chance, of)}"
    if of == "british" and chance.random() < RARER:
        return chance.choice(BEGINNINGS.split()) + chance.choice(ENDS.split())
    return ranked(chance, SURNAMES[of], 0.35)
